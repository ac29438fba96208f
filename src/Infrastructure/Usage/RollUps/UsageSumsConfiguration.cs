using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AkashChat.Infrastructure.Usage.RollUps;

internal sealed class UsageSumsConfiguration
    : IEntityTypeConfiguration<HourSums>, IEntityTypeConfiguration<DaySums>, IEntityTypeConfiguration<TeamHourSums>, IEntityTypeConfiguration<TeamDaySums>
{
    public void Configure(EntityTypeBuilder<HourSums> builder) => ConfigureKeys(builder, RollUpTable.Hours);

    public void Configure(EntityTypeBuilder<DaySums> builder)
    {
        ConfigureKeys(builder, RollUpTable.Days);

        // For the operator's list of the dearest keys.
        builder.HasIndex(sums => sums.Period);
    }

    public void Configure(EntityTypeBuilder<TeamHourSums> builder) => ConfigureTeams(builder, RollUpTable.TeamHours);

    public void Configure(EntityTypeBuilder<TeamDaySums> builder) => ConfigureTeams(builder, RollUpTable.TeamDays);

    private static void ConfigureKeys<T>(EntityTypeBuilder<T> builder, RollUpTable table)
        where T : KeyUsageSums
    {
        ConfigureAll(builder, table);
        builder.HasKey(sums => new { sums.KeyId, sums.Period, sums.UserId, sums.TeamId, sums.Model });
        builder.Property(sums => sums.KeyId).HasMaxLength(ApiKeyId.Length);
        builder.HasIndex(sums => new { sums.UserId, sums.Period });
    }

    private static void ConfigureTeams<T>(EntityTypeBuilder<T> builder, RollUpTable table)
        where T : UsageSums
    {
        ConfigureAll(builder, table);
        builder.HasKey(sums => new { sums.Period, sums.TeamId, sums.Model });
    }

    private static void ConfigureAll<T>(EntityTypeBuilder<T> builder, RollUpTable table)
        where T : UsageSums
    {
        // No foreign keys: sums outlive keys, users and teams.
        builder.ToTable(table.Name);
        builder.Property(sums => sums.Period).ValueGeneratedNever();
        builder.Property(sums => sums.TeamId).HasMaxLength(Team.IdMaxLength);
        builder.Property(sums => sums.Model).HasMaxLength(256);
    }
}
