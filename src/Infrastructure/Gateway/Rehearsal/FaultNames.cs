namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>What people call the faults.</summary>
public static class FaultNames
{
    /// <summary>A few words.</summary>
    public static string Of(Fault fault) => fault switch
    {
        Fault.Slow => "too slow",
        Fault.Hang => "no answer",
        Fault.RateLimit => "429",
        Fault.ServerError => "500",
        Fault.ErrorInside200 => "error in 200",
        Fault.Cut => "cut off",
        Fault.Refused => "refused",
        Fault.PromptTooLong => "prompt too long",
        Fault.ContentPolicy => "content policy",
        _ => "all well",
    };
}
