using Refit;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>The management routes of a LiteLLM proxy that we use, as of its version 1.95; older ones answer the same but where a comment says so.</summary>
internal interface ILiteLlmApi
{
    [Post("/user/new")]
    Task<ApiResponse<UserCreated>> CreateUserAsync([Body] NewUser user, CancellationToken cancellationToken);

    [Get("/user/info")]
    Task<ApiResponse<UserFound>> FindUserAsync([AliasAs("user_id")] string userId, CancellationToken cancellationToken);

    [Post("/user/update")]
    Task<ApiResponse<UserCreated>> UpdateUserAsync([Body] UserChange change, CancellationToken cancellationToken);

    /// <summary>Answers with a bare number.</summary>
    [Post("/user/delete")]
    Task<ApiResponse<string>> DeleteUsersAsync([Body] UsersToDelete users, CancellationToken cancellationToken);

    [Post("/key/generate")]
    Task<ApiResponse<KeyRow>> GenerateKeyAsync([Body] NewKey key, CancellationToken cancellationToken);

    /// <summary>Takes the hash as well as the key; only the hash may stand in an address.</summary>
    [Get("/key/info")]
    Task<ApiResponse<KeyFound>> FindKeyAsync([AliasAs("key")] string hash, CancellationToken cancellationToken);

    [Post("/key/update")]
    Task<ApiResponse<KeyRow>> UpdateKeyAsync([Body] KeyChange change, CancellationToken cancellationToken);

    [Post("/key/delete")]
    Task<ApiResponse<KeysDeleted>> DeleteKeysAsync([Body] KeysToDelete keys, CancellationToken cancellationToken);

    [Post("/key/block")]
    Task<ApiResponse<KeyRow>> BlockKeyAsync([Body] KeyToBlock key, CancellationToken cancellationToken);

    [Post("/key/unblock")]
    Task<ApiResponse<KeyRow>> UnblockKeyAsync([Body] KeyToBlock key, CancellationToken cancellationToken);

    [Get("/key/list")]
    Task<ApiResponse<KeyPage>> ListKeysAsync(
        [AliasAs("team_id")] string teamId,
        int page,
        int size,
        [AliasAs("return_full_object")] string fullObjects,
        [AliasAs("sort_by")] string sortBy,
        [AliasAs("sort_order")] string sortOrder,
        CancellationToken cancellationToken);

    /// <summary>With few of the team's keys: <c>/team/list</c> would bring all keys of all teams along.</summary>
    [Get("/team/info")]
    Task<ApiResponse<TeamFound>> FindTeamAsync([AliasAs("team_id")] string teamId, [AliasAs("key_limit")] int keys, CancellationToken cancellationToken);

    [Post("/team/new")]
    Task<ApiResponse<TeamRow>> CreateTeamAsync([Body] NewTeam team, CancellationToken cancellationToken);

    [Post("/team/update")]
    Task<ApiResponse<TeamChanged>> UpdateTeamAsync([Body] NewTeam team, CancellationToken cancellationToken);

    [Get("/model/info")]
    Task<ApiResponse<ModelInfos>> ListModelInfosAsync(CancellationToken cancellationToken);

    [Get("/v1/models")]
    Task<ApiResponse<ModelNames>> ListModelsAsync(CancellationToken cancellationToken);

    /// <summary>As somebody else.</summary>
    [Get("/v1/models")]
    Task<ApiResponse<ModelNames>> ListModelsAsync([Header("Authorization")] string authorization, CancellationToken cancellationToken);

    [Get("/user/daily/activity")]
    Task<ApiResponse<DailyActivity>> ListActivityAsync(
        [AliasAs("user_id")] string userId,
        [AliasAs("start_date")] string from,
        [AliasAs("end_date")] string to,
        int page,
        [AliasAs("page_size")] int size,
        CancellationToken cancellationToken);

    /// <summary>Absent in older versions.</summary>
    [Get("/spend/logs/v2")]
    Task<ApiResponse<SpendPage>> ListSpendAsync(
        [AliasAs("user_id")] string userId,
        [AliasAs("start_date")] string from,
        [AliasAs("end_date")] string to,
        int page,
        [AliasAs("page_size")] int size,
        [AliasAs("sort_order")] string order,
        CancellationToken cancellationToken);

    /// <summary>What older versions have instead: everything at once.</summary>
    [Get("/spend/logs")]
    Task<ApiResponse<List<SpendRow>>> ListAllSpendAsync([AliasAs("user_id")] string userId, CancellationToken cancellationToken);

    /// <summary>Open to all; never the route that calls models.</summary>
    [Get("/health/readiness")]
    Task<ApiResponse<Readiness>> AskReadinessAsync(CancellationToken cancellationToken);

    /// <summary>Open to all, and answers as long as the process does.</summary>
    [Get("/health/liveliness")]
    Task<ApiResponse<string>> AskLivelinessAsync(CancellationToken cancellationToken);
}
