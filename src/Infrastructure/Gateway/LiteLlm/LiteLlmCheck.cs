using System.Net;
using System.Net.Http.Headers;
using AkashChat.Application.Gateway;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Takes the adapter's whole journey against a proxy, with a user and keys of its own that are gone at the end, and tells what it found.</summary>
/// <remarks>For operators before they go live, and for a look at a new version: <c>deployment/check-litellm.sh</c>.</remarks>
public sealed class LiteLlmCheck : IAsyncDisposable
{
    private static readonly TimeSpan Clocks = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;
    private readonly LiteLlmOptions _options;
    private readonly TeamOptions _teams;
    private readonly LiteLlmCalls _calls;
    private readonly IKeyBackend _backend;
    private readonly Action<LiteLlmFinding> _tell;
    private readonly HttpClient _caller = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Prepares the journey; nothing is asked yet.</summary>
    /// <param name="settings">The settings, with a proxy in them.</param>
    /// <param name="tell">Hears of each finding at once.</param>
    /// <exception cref="StartupException">No proxy is set.</exception>
    public LiteLlmCheck(ServiceSettings settings, Action<LiteLlmFinding> tell)
    {
        _options = settings.LiteLlm
            ?? throw new StartupException("No proxy to check", [$"set {SettingNames.LiteLlmEndpoint} and {SettingNames.LiteLlmAdminKey}"]);
        (_teams, _tell) = (settings.Teams, tell);
        _services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(settings.Teams)
            .AddSingleton(settings.Policies)
            .AddLiteLlm(_options)
            .BuildServiceProvider();
        _calls = _services.GetRequiredService<LiteLlmCalls>();
        _backend = _services.GetRequiredService<IKeyBackend>();
    }

    /// <summary>Takes the journey. What it made is deleted, however it ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var user = UserId.New(TimeProvider.System.GetUtcNow());
        var made = false;
        try
        {
            if (!await CheckHealthAsync(cancellationToken)
                || !Must("the teams are there, or can be made, and strangers are kept out (/team/info, /team/new)", await _backend.PrepareAsync(cancellationToken)))
            {
                return;
            }

            made = true;

            await CheckModelsAsync(cancellationToken);
            await CheckKeysAsync(user, cancellationToken);
            await CheckUsageAsync(user, cancellationToken);
        }
        finally
        {
            if (made)
            {
                Must("the user is deleted with all keys (/user/delete)", await _backend.RemoveUserAsync(user, CancellationToken.None));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _services.DisposeAsync();
    }

    private async Task<bool> CheckHealthAsync(CancellationToken cancellationToken)
    {
        var alive = await _calls.AskAsync((api, cancel) => api.AskLivelinessAsync(cancel), _ => true, cancellationToken);
        if (!Must($"something answers at {_options.Endpoint} as LiteLLM does (/health/liveliness)", alive.Error))
        {
            return false;
        }

        var ready = await _calls.AskAsync((api, cancel) => api.AskReadinessAsync(cancel), answer => answer.Status is not null, cancellationToken);
        Must("it is ready (/health/readiness)", ready.Error);
        Should("its database is connected", ready.Content?.Db is "connected", $"it says db = {ready.Content?.Db ?? "nothing"}");
        return true;
    }

    private async Task CheckModelsAsync(CancellationToken cancellationToken)
    {
        var listing = await new LiteLlmModels(_calls, _options).ListAsync(cancellationToken);
        Must("its models are told (/model/info)", listing is null ? KeyErrors.BackendUnavailable : null);
        Should("it offers models", listing is { Deployments.Count: > 0 }, "it offers none");
    }

    private async Task CheckKeysAsync(UserId user, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var secret = KeySecret.Generate(ApiKeyId.New());
        var key = new BackendKey
        {
            Id = secret.Id,
            UserId = user,
            Tier = Tier.Permissionless,
            TeamId = _teams.Permissionless,
            Name = "Check",
            Limits = KeyLimits.None,
            Secrets = [new BackendSecret(secret.Hash, now + TimeSpan.FromDays(5))],
            EndedHashes = [],
        };
        if (!Must("a user and a key with a secret of ours are made (/user/new, /key/generate)", await _backend.IssueAsync(key, secret, cancellationToken)))
        {
            return;
        }

        var again = await _calls.AskAsync(
            (api, cancel) => api.CreateUserAsync(new NewUser(user.ToString(), _options.UserRole, [key.TeamId], LiteLlmKeys.MetadataOf(key.Tier)), cancel),
            answer => answer.UserId is not null,
            cancellationToken);
        Should("a second user with the same id is refused with 409", again.Status == 409, again.Content is not null ? "it is taken" : $"the status is {again.Status}");
        Must("the same key a second time does no harm", await _backend.IssueAsync(key, secret, cancellationToken));
        await CheckRowAsync(key, cancellationToken);
        await CheckAccessAsync("the key works (/v1/models)", secret, works: true, cancellationToken);

        var narrow = key with { Name = "Check 2", Limits = new KeyLimits { ParallelRequests = 2, RequestsPerMinute = 7, TokensPerMinute = 900, BudgetMicroUsd = 1_500_000 } };
        Must("limits, budget and name are taken over (/key/update)", await _backend.ApplyAsync(narrow, cancellationToken));
        Must("limits are cleared again (null in /key/update)", await _backend.ApplyAsync(key, cancellationToken));
        Must("the end is moved", await _backend.ApplyAsync(key with { Secrets = [new BackendSecret(secret.Hash, now + TimeSpan.FromDays(9))] }, cancellationToken));
        Must("the end is taken away (duration -1 or null)", await _backend.ApplyAsync(key with { Secrets = [new BackendSecret(secret.Hash, null)] }, cancellationToken));
        Must("the key moves to the other team (/user/update, /key/update)", await _backend.ApplyAsync(
            key with { Tier = Tier.Extended, TeamId = _teams.Extended, Secrets = [new BackendSecret(secret.Hash, null)] }, cancellationToken));

        var endless = key with { Secrets = [new BackendSecret(secret.Hash, null)] };
        Must("the key is blocked (/key/block)", await _backend.ApplyAsync(endless with { IsBlocked = true }, cancellationToken));
        await CheckAccessAsync("the blocked key is refused", secret, works: false, cancellationToken);
        Must("the key is unblocked (/key/unblock)", await _backend.ApplyAsync(endless, cancellationToken));
        await CheckAccessAsync("the unblocked key works", secret, works: true, cancellationToken);
        await CheckListAsync(secret.Hash, cancellationToken);

        Must("the key is deleted (/key/delete)", await _backend.RemoveAsync([secret.Hash], cancellationToken));
        await CheckAccessAsync("the deleted key is refused", secret, works: false, cancellationToken);
        Must("deleting it again does no harm", await _backend.RemoveAsync([secret.Hash], cancellationToken));
        var gone = await _backend.ApplyAsync(endless, cancellationToken);
        Must("a key that is not there is told as such (/key/info)", gone?.Code == KeyErrors.EndedAtBackend.Code ? null : gone ?? KeyErrors.BackendRefused);
    }

    private async Task CheckRowAsync(BackendKey key, CancellationToken cancellationToken)
    {
        var found = await _calls.AskAsync((api, cancel) => api.FindKeyAsync(key.Secrets[0].Hash, cancel), answer => answer.Info is not null, cancellationToken);
        if (!Must("the key is found by its hash (/key/info)", found.Error))
        {
            return;
        }

        var row = found.Content!.Info!;
        Should("it has the alias that we gave", row.KeyAlias == LiteLlmKeys.AliasOf(key.Id, key.Secrets[0].Hash), "it has another one");
        Should("it belongs to the user and the team that we named", row.UserId == key.UserId.ToString() && row.TeamId == key.TeamId, "it does not");
        var apart = row.Expires - key.Secrets[0].EndsAt;
        Should("it ends in five days, to half a minute", apart?.Duration() <= Clocks, $"it is off by {apart?.ToString() ?? "everything: there is no end"}; do the clocks agree?");
    }

    private async Task CheckListAsync(string hash, CancellationToken cancellationToken)
    {
        for (var page = 1; ; page++)
        {
            var listed = await _backend.ListAsync(Tier.Permissionless, page, cancellationToken);
            if (!listed.IsSuccess || listed.Value.IsLast || listed.Value.Keys.Any(record => record.Hash == hash))
            {
                Must("the keys of a team are listed (/key/list)", listed.IsSuccess ? null : listed.Error);
                Should("the key is in the list", listed.IsSuccess && listed.Value.Keys.Any(record => record.Hash == hash), "it is not");
                return;
            }
        }
    }

    private async Task CheckUsageAsync(UserId user, CancellationToken cancellationToken)
    {
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var activity = await _calls.AskAsync(
            (api, cancel) => api.ListActivityAsync(user.ToString(), today, today, 1, 10, cancel), answer => answer.Results is not null, cancellationToken);
        Must("usage by day is told (/user/daily/activity)", activity.Error);
        var spend = await _calls.AskAsync(
            (api, cancel) => api.ListSpendAsync(user.ToString(), today, today, 1, 10, "asc", cancel), answer => answer.Data is not null, cancellationToken);
        Should("single calls are told page by page (/spend/logs/v2)", spend.Content is not null, "they are not; the older /spend/logs is used");
    }

    private async Task CheckAccessAsync(string what, KeySecret secret, bool works, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Endpoint, "v1/models"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Reveal());
        try
        {
            using var response = await _caller.SendAsync(request, cancellationToken);
            Must(what, (works ? response.IsSuccessStatusCode : response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) ? null : KeyErrors.BackendRefused);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Must(what, KeyErrors.BackendUnavailable);
        }
    }

    private bool Must(string what, Error? failure)
    {
        _tell(new LiteLlmFinding(failure is null ? LiteLlmVerdict.Ok : LiteLlmVerdict.Fails, what, failure?.Code));
        return failure is null;
    }

    private void Should(string what, bool isSo, string otherwise) =>
        _tell(new LiteLlmFinding(isSo ? LiteLlmVerdict.Ok : LiteLlmVerdict.Differs, what, isSo ? null : otherwise));
}

/// <summary>How a proxy stands to what we need.</summary>
public enum LiteLlmVerdict
{
    /// <summary>As written.</summary>
    Ok,

    /// <summary>Otherwise than in version 1.95; the adapter lives with it.</summary>
    Differs,

    /// <summary>The adapter cannot work like this.</summary>
    Fails,
}

/// <summary>One finding.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="What">What it is about.</param>
/// <param name="Detail">What was found instead; null: nothing.</param>
public sealed record LiteLlmFinding(LiteLlmVerdict Verdict, string What, string? Detail);
