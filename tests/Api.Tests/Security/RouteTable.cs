namespace AkashChat.Api.Tests.Security;

/// <summary>Who gets what from every route: a line for each, and for routes about a key one each for an own, a stranger's and an absent one.</summary>
/// <remarks>
/// The columns are the callers: nobody | visitor | other visitor | extended, address unverified | extended | operator. Each has
/// an account with one active key, made anew for every call. On the gateway's routes the caller presents that key.
/// </remarks>
internal static class RouteTable
{
    public static readonly IReadOnlyList<RouteRow> Rows =
    [
        .. """
        GET /                                                          | 200 | 200 | 200 | 200 | 200 | 200
        GET /models                                                    | 200 | 200 | 200 | 200 | 200 | 200
        GET /docs                                                      | 200 | 200 | 200 | 200 | 200 | 200
        GET /docs/errors                                               | 200 | 200 | 200 | 200 | 200 | 200
        GET /docs/errors/{code}                                        | 200 | 200 | 200 | 200 | 200 | 200
        GET /terms                                                     | 200 | 200 | 200 | 200 | 200 | 200
        GET /privacy                                                   | 200 | 200 | 200 | 200 | 200 | 200
        GET /keys/new                                                  | 200 | 200 | 200 | 200 | 200 | 200
        GET /recover                                                   | 200 | 200 | 200 | 200 | 200 | 200
        GET /leaked-keys                                               | 200 | 200 | 200 | 200 | 200 | 200
        GET /account/deleted                                           | 200 | 200 | 200 | 200 | 200 | 200
        GET /status/{code:int}                                         | 404 | 404 | 404 | 404 | 404 | 404
        GET /health/live                                               | 200 | 200 | 200 | 200 | 200 | 200
        GET /health/ready                                              | 200 | 200 | 200 | 200 | 200 | 200
        POST /v1/chat/completions                                      | 401 | 200 | 200 | 200 | 200 | 200
        POST /v1/completions                                           | 401 | 200 | 200 | 200 | 200 | 200
        POST /v1/embeddings                                            | 401 | 200 | 200 | 200 | 200 | 200
        POST /v1/responses                                             | 401 | 200 | 200 | 200 | 200 | 200
        POST /v1/moderations                                           | 401 | 404 | 404 | 404 | 404 | 404
        POST /v1/images/generations                                    | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/images/edits                                          | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/images/variations                                     | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/audio/speech                                          | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/audio/transcriptions                                  | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/audio/translations                                    | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/rerank                                                | 401 | 400 | 400 | 400 | 400 | 400
        POST /v1/explain                                               | 401 | 200 | 200 | 200 | 200 | 200
        GET /v1/models                                                 | 401 | 200 | 200 | 200 | 200 | 200
        GET /v1/models/{**id}                                          | 401 | 200 | 200 | 200 | 200 | 200
        GET /v1/key                                                    | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/v1/chat/completions                                  | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/v1/completions                                       | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/v1/embeddings                                        | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/v1/responses                                         | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/v1/moderations                                       | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/v1/images/generations                                | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/images/edits                                      | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/images/variations                                 | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/audio/speech                                      | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/audio/transcriptions                              | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/audio/translations                                | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/rerank                                            | 401 | 400 | 400 | 400 | 400 | 400
        POST /api/v1/explain                                           | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/v1/models                                             | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/v1/models/{**id}                                      | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/v1/key                                                | 401 | 200 | 200 | 200 | 200 | 200
        POST /v2/rerank                                                | 401 | 400 | 400 | 400 | 400 | 400
        POST /openai/deployments/{**path}                              | 401 | 200 | 200 | 200 | 200 | 200
        POST /engines/{**path}                                         | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/challenges                                            | 200 | 200 | 200 | 200 | 200 | 200
        POST /api/challenges/proof-of-work                             | 200 | 200 | 200 | 200 | 200 | 200
        POST /api/challenges/waiting-ticket                            | 200 | 200 | 200 | 200 | 200 | 200
        POST /api/keys/claim                                           | 201 | 201 | 201 | 201 | 201 | 201
        POST /api/keys                                                 | 401 | 409 | 409 | 403 | 201 | 201
        GET /api/keys/{id:length(10)} own                              | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/keys/{id:length(10)} strangers                        | 401 | 404 | 404 | 404 | 404 | 404
        GET /api/keys/{id:length(10)} absent                           | 401 | 404 | 404 | 404 | 404 | 404
        PATCH /api/keys/{id:length(10)} own                            | 401 | 200 | 200 | 200 | 200 | 200
        PATCH /api/keys/{id:length(10)} strangers                      | 401 | 404 | 404 | 404 | 404 | 404
        PATCH /api/keys/{id:length(10)} absent                         | 401 | 404 | 404 | 404 | 404 | 404
        GET /api/keys/{id:length(10)}/limits own                       | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/keys/{id:length(10)}/limits strangers                 | 401 | 404 | 404 | 404 | 404 | 404
        GET /api/keys/{id:length(10)}/limits absent                    | 401 | 404 | 404 | 404 | 404 | 404
        PUT /api/keys/{id:length(10)}/limits own                       | 401 | 200 | 200 | 200 | 200 | 200
        PUT /api/keys/{id:length(10)}/limits strangers                 | 401 | 404 | 404 | 404 | 404 | 404
        PUT /api/keys/{id:length(10)}/limits absent                    | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/keys/{id:length(10)}/rotate own                      | 401 | 200 | 200 | 403 | 200 | 200
        POST /api/keys/{id:length(10)}/rotate strangers                | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/keys/{id:length(10)}/rotate absent                   | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/keys/{id:length(10)}/renew own                       | 401 | 200 | 200 | 403 | 409 | 409
        POST /api/keys/{id:length(10)}/renew strangers                 | 401 | 404 | 404 | 403 | 404 | 404
        POST /api/keys/{id:length(10)}/renew absent                    | 401 | 404 | 404 | 403 | 404 | 404
        POST /api/keys/{id:length(10)}/disable own                     | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/keys/{id:length(10)}/disable strangers               | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/keys/{id:length(10)}/disable absent                  | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/keys/{id:length(10)}/enable own                      | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/keys/{id:length(10)}/enable strangers                | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/keys/{id:length(10)}/enable absent                   | 401 | 404 | 404 | 404 | 404 | 404
        DELETE /api/keys/{id:length(10)} own                           | 401 | 200 | 200 | 200 | 200 | 200
        DELETE /api/keys/{id:length(10)} strangers                     | 401 | 404 | 404 | 404 | 404 | 404
        DELETE /api/keys/{id:length(10)} absent                        | 401 | 404 | 404 | 404 | 404 | 404
        POST /api/leaked-keys                                          | 200 | 200 | 200 | 200 | 200 | 200
        POST /api/leaked-keys/github                                   | 404 | 404 | 404 | 404 | 404 | 404
        GET /api/usage                                                 | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/refusals                                              | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/account                                               | 401 | 200 | 200 | 200 | 200 | 200
        GET /api/account/export                                        | 401 | 200 | 200 | 200 | 200 | 200
        DELETE /api/account                                            | 401 | 204 | 204 | 204 | 204 | 204
        GET /api/account/consents                                      | 401 | 200 | 200 | 200 | 200 | 200
        PUT /api/account/consents/terms                                | 401 | 200 | 200 | 200 | 200 | 200
        PUT /api/account/consents/messages                             | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/account/recovery-code                                | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/recovery                                             | 403 | 403 | 403 | 403 | 403 | 403
        GET /api/sessions                                              | 401 | 200 | 200 | 200 | 200 | 200
        DELETE /api/sessions                                           | 401 | 204 | 204 | 204 | 204 | 204
        DELETE /api/session                                            | 204 | 204 | 204 | 204 | 204 | 204
        GET /api/admin/limits                                          | 401 | 403 | 403 | 403 | 403 | 200
        GET /api/admin/audit                                           | 401 | 403 | 403 | 403 | 403 | 200
        GET /api/admin/counts                                          | 401 | 403 | 403 | 403 | 403 | 200
        GET /api/admin/usage                                           | 401 | 403 | 403 | 403 | 403 | 200
        GET /api/admin/refusals                                        | 401 | 403 | 403 | 403 | 403 | 200
        GET /api/admin/config                                          | 401 | 403 | 403 | 403 | 403 | 200
        GET /api/auth/login                                            | 302 | 302 | 302 | 302 | 302 | 302
        GET /api/auth/callback                                         | 302 | 302 | 302 | 302 | 302 | 302
        GET /sign-in/failed                                            | 403 | 403 | 403 | 403 | 403 | 403
        POST /api/auth/attach                                          | 401 | 200 | 200 | 200 | 200 | 200
        POST /api/auth/logout                                          | 200 | 200 | 200 | 200 | 200 | 200
        GET /account                                                   | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/keys/new                                          | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/usage                                             | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/security                                          | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/data                                              | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/delete                                            | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/verify                                            | 302 | 200 | 200 | 200 | 200 | 200
        GET /admin                                                     | 302 | 403 | 403 | 403 | 403 | 200
        GET /admin/usage                                               | 302 | 403 | 403 | 403 | 403 | 200
        GET /account/keys/{id:length(10)} own                          | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/keys/{id:length(10)} strangers                    | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)} absent                       | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/limits own                   | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/keys/{id:length(10)}/limits strangers             | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/limits absent                | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/rotate own                   | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/keys/{id:length(10)}/rotate strangers             | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/rotate absent                | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/renew own                    | 302 | 200 | 200 | 302 | 302 | 302
        GET /account/keys/{id:length(10)}/renew strangers              | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/renew absent                 | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/revoke own                   | 302 | 200 | 200 | 200 | 200 | 200
        GET /account/keys/{id:length(10)}/revoke strangers             | 302 | 404 | 404 | 404 | 404 | 404
        GET /account/keys/{id:length(10)}/revoke absent                | 302 | 404 | 404 | 404 | 404 | 404
        POST /keys/new                                                 | 200 | 200 | 200 | 200 | 200 | 200
        POST /recover                                                  | 403 | 403 | 403 | 403 | 403 | 403
        POST /leaked-keys                                              | 200 | 200 | 200 | 200 | 200 | 200
        POST /account?handler=SignOut                                  | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/keys/new                                         | 302 | 409 | 409 | 403 | 200 | 200
        POST /account/keys/{id:length(10)}?handler=Rename own          | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/keys/{id:length(10)}?handler=Rename strangers    | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}?handler=Rename absent       | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}?handler=Disable own         | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/keys/{id:length(10)}?handler=Disable strangers   | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}?handler=Disable absent      | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}?handler=Enable own          | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/keys/{id:length(10)}?handler=Enable strangers    | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}?handler=Enable absent       | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/limits own                  | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/keys/{id:length(10)}/limits strangers            | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/limits absent               | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/rotate own                  | 302 | 200 | 200 | 403 | 200 | 200
        POST /account/keys/{id:length(10)}/rotate strangers            | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/rotate absent               | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/renew own                   | 302 | 302 | 302 | 403 | 409 | 409
        POST /account/keys/{id:length(10)}/renew strangers             | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/renew absent                | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/revoke own                  | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/keys/{id:length(10)}/revoke strangers            | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/keys/{id:length(10)}/revoke absent               | 302 | 404 | 404 | 404 | 404 | 404
        POST /account/security?handler=RecoveryCode                    | 302 | 200 | 200 | 200 | 200 | 200
        POST /account/security?handler=SignOutEverywhere               | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/data?handler=Terms                               | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/data?handler=Messages                            | 302 | 302 | 302 | 302 | 302 | 302
        POST /account/delete                                           | 302 | 302 | 302 | 302 | 302 | 302
        """.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RouteRow.Parse),
    ];
}
