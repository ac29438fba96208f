using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using Microsoft.Extensions.Logging;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>What every attempt under one table needs.</summary>
internal sealed partial class AttemptContext(
    IUpstreamClient upstream, DeploymentStates states, IRoutingPeers peers, GatewayOptions options, TimeProvider clock, RoutingRules rules, ILogger logger)
{
    /// <summary>Speaks to the servers.</summary>
    public IUpstreamClient Upstream => upstream;

    /// <summary>Knows the deployments' states.</summary>
    public DeploymentStates States => states;

    /// <summary>The bounds.</summary>
    public GatewayOptions Options => options;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Where deadlines come from.</summary>
    public DeadlineSources Deadlines { get; } = new(clock);

    /// <summary>The rules in force.</summary>
    public RoutingRules Rules => rules;

    /// <summary>After how much silence a comment is sent into a stream; null: never.</summary>
    public TimeSpan? KeepAlive => rules.StreamKeepAlive;

    /// <summary>When a deployment is left alone.</summary>
    public CooldownRules Cooldown(Deployment deployment) => deployment.Cooldown is { } own ? rules.Cooldown with { Time = own } : rules.Cooldown;

    /// <summary>Tells the log that an attempt failed.</summary>
    public void Failed(Deployment deployment, GatewayRoute route, AttemptFailure failure) =>
        Log.UpstreamFailed(logger, deployment.Id, route.Path, failure.Error.Code, failure.Kind);

    /// <summary>Tells the log and the other instances that a deployment is left alone.</summary>
    public void Cooled(Deployment deployment, AttemptFailure failure, TimeSpan time)
    {
        Log.LeftAlone(logger, deployment.Id, time.TotalSeconds, failure.Kind);
        peers.Announce(new CooldownNotice(deployment.Id, time, failure.Kind == FailureKind.RateLimit));
    }

    /// <summary>Tells the log that a model did not stand in because of a limit.</summary>
    public void PassedOver(ModelGroup standIn, GatewayRoute route, Error refusal) =>
        Log.PassedOver(logger, standIn.Name, route.Path, refusal.Code, refusal.Message);

    private static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Warning, "Deployment {DeploymentId} failed a call of {Route}: {Code} ({Kind})")]
        public static partial void UpstreamFailed(ILogger logger, string deploymentId, string route, string code, FailureKind kind);

        [LoggerMessage(3001, LogLevel.Warning, "Deployment {DeploymentId} is left alone for {Seconds:0.#} s after {Kind}")]
        public static partial void LeftAlone(ILogger logger, string deploymentId, double seconds, FailureKind kind);

        [LoggerMessage(3002, LogLevel.Warning, "Model {Model} does not stand in for a call of {Route}: {Code}. {Why}")]
        public static partial void PassedOver(ILogger logger, string model, string route, string code, string why);
    }
}
