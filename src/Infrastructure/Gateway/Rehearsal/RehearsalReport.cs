namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>What users would have seen of one model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Strategy">How deployments are chosen, in LiteLLM's words.</param>
/// <param name="Fallbacks">The models that stand in, in order.</param>
/// <param name="Deployments">Its deployments.</param>
/// <param name="Scenarios">What was tried.</param>
/// <param name="Warnings">What the operator should know.</param>
public sealed record GroupReport(
    string Model,
    string Strategy,
    IReadOnlyList<string> Fallbacks,
    IReadOnlyList<DeploymentReport> Deployments,
    IReadOnlyList<ScenarioReport> Scenarios,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Whether users saw a failure that another deployment could have spared them.</summary>
    public bool HasLoss => Scenarios.Any(scenario => scenario.IsLoss);
}

/// <summary>A deployment, and what it got while all was well.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Order">Its rank.</param>
/// <param name="ExpectedShare">The share of the requests that the settings give it; null: the strategy decides as it goes.</param>
/// <param name="PlainShare">The share it got of plain requests.</param>
/// <param name="StreamedShare">The share it got of streamed ones; null: there were none.</param>
/// <param name="TimeoutSeconds">How long it is waited for.</param>
/// <param name="StreamTimeoutSeconds">How long a stream of it may be silent.</param>
public sealed record DeploymentReport(
    string Id, int Order, double? ExpectedShare, double PlainShare, double? StreamedShare, double TimeoutSeconds, double StreamTimeoutSeconds);

/// <summary>What users would have seen in one scenario. All times are those of the configuration.</summary>
public sealed record ScenarioReport
{
    /// <summary>The deployment that is struck; null: none, or all of the model's.</summary>
    public string? Deployment { get; init; }

    /// <summary>What it is struck with.</summary>
    public required Fault Fault { get; init; }

    /// <summary>Whether streams were asked for.</summary>
    public required bool Streamed { get; init; }

    /// <summary>How many requests were sent.</summary>
    public required int Requests { get; init; }

    /// <summary>How many were answered well.</summary>
    public required int Answered { get; init; }

    /// <summary>How many of these each deployment answered.</summary>
    public required IReadOnlyDictionary<string, int> AnsweredBy { get; init; }

    /// <summary>How many of these were answered by another model that stood in.</summary>
    public required IReadOnlyDictionary<string, int> Fallbacks { get; init; }

    /// <summary>Attempts per request, on average.</summary>
    public required double Attempts { get; init; }

    /// <summary>What the others saw.</summary>
    public required IReadOnlyList<FailureReport> Failures { get; init; }

    /// <summary>How many streams broke after they had begun; nothing but the server itself could have spared users that.</summary>
    public required int Broken { get; init; }

    /// <summary>The time that half of the requests took at most, in seconds.</summary>
    public required double MedianSeconds { get; init; }

    /// <summary>The time that the slowest one took, in seconds.</summary>
    public required double MaxSeconds { get; init; }

    /// <summary>How long after its server was well again the deployment, or the first of them, got a request, in seconds; null: not within the time it was watched, or nothing was struck.</summary>
    public double? BackAfterSeconds { get; init; }

    /// <summary>Whether a deployment was well that could have answered, of this model or of one that stands in.</summary>
    public required bool HealthyRemained { get; init; }

    /// <summary>Whether users saw a failure that another deployment could have spared them.</summary>
    public bool IsLoss => HealthyRemained && Failures.Count > 0;
}

/// <summary>What requests that were not answered saw.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error's code; null: the server's own answer was passed on.</param>
/// <param name="RetryAfterSeconds">The longest time that <c>Retry-After</c> named; null: none.</param>
/// <param name="Count">How many saw it.</param>
public sealed record FailureReport(int Status, string? Code, int? RetryAfterSeconds, int Count);
