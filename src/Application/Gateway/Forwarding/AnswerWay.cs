namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>How an answer was come by, for its headers and the usage record.</summary>
public sealed record AnswerWay
{
    /// <summary>The public id of the deployment that answers; null: none does.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>How many attempts were made, on all deployments together; 0: none was needed, or possible.</summary>
    public int Attempts { get; init; }

    /// <summary>How many groups stood in, one after another, before there was an answer; 0: the group itself answered.</summary>
    public int Fallbacks { get; init; }

    /// <summary>Whether it was kept from an equal request (<c>hit</c>), made anew (<c>miss</c>), or shared with one in flight (<c>shared</c>); null: nothing is kept.</summary>
    public string? Cache { get; init; }

    /// <summary>How old a kept answer is; null: it is none.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>What the gateway itself took of the time until the answer began, in microseconds.</summary>
    public long OverheadMicroseconds { get; init; }
}
