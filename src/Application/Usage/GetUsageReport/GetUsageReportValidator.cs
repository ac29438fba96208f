using FluentValidation;

namespace AkashChat.Application.Usage.GetUsageReport;

internal sealed class GetUsageReportValidator : AbstractValidator<GetUsageReportQuery>
{
    public GetUsageReportValidator()
    {
        RuleFor(query => query.Visitor).NotNull();
        RuleFor(query => query.Days).InclusiveBetween(1, UsageReport.MostDays).WithMessage($"Ask for 1 to {UsageReport.MostDays} days.");
    }
}
