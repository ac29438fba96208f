namespace AkashChat.Application.Gateway.Admission;

/// <summary>A request in the queue.</summary>
internal sealed class Waiter(QueuedRequest request, AdmissionDecision refusal)
{
    private readonly TaskCompletionSource<AdmissionDecision> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request.</summary>
    public QueuedRequest Request { get; } = request;

    /// <summary>What it was told last.</summary>
    public AdmissionDecision LastRefusal { get; set; } = refusal;

    /// <summary>Whether somebody is just asking for it. Under the queue's lock.</summary>
    public bool IsTrying { get; set; }

    /// <summary>Whether its caller waits no more, so that the next outcome is the last. Under the queue's lock.</summary>
    public bool MustEnd { get; set; }

    /// <summary>The decision that ends its wait.</summary>
    public Task<AdmissionDecision> Decision => _decision.Task;

    /// <summary>Ends its wait.</summary>
    public void Complete(AdmissionDecision decision) => _decision.SetResult(decision);

    /// <summary>Ends its wait with a defect.</summary>
    public void Fail(Exception exception) => _decision.SetException(exception);
}
