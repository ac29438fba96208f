namespace AkashChat.TestKit.LiteLlm;

/// <summary>Which generation of the proxy is imitated. Where the proxy's behaviour is not known for sure, the two differ.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Subject</term><description>Old; New</description></listheader>
/// <item><term>budget exceeded</term><description>400; 429</description></item>
/// <item><term>model not allowed</term><description>401 with the list of allowed models; 403 without</description></item>
/// <item><term>rate limit</term><description>type <c>None</c>; type <c>throttling_error</c>. Both 429</description></item>
/// <item><term>unknown or missing model</term><description>type and param <c>None</c>; <c>invalid_request_error</c>, null. Both 400</description></item>
/// <item><term><c>GET /v1/models</c> with an exhausted key</term><description>refused as over budget; answered</description></item>
/// <item><term><c>/health/readiness</c></term><description>long, with version and callbacks; only <c>status</c> and <c>db</c></description></item>
/// <item><term><c>/health/readiness/details</c>, <c>/spend/logs/v2</c>, <c>/v2/user/info</c></term><description>404; there</description></item>
/// <item><term><c>last_active</c> of a key</term><description>no such column; set by each call</description></item>
/// <item><term><c>/key/generate</c> with a key that is there already</term><description>200, and the row stays as it was; 400, param <c>key</c></description></item>
/// <item><term><c>/key/generate</c> for an unknown team</term><description>400; 404</description></item>
/// <item><term>a duration outside the grammar</term><description>500 <c>internal_server_error</c>; 400 <c>bad_request_error</c></description></item>
/// <item><term>owner of a key that names none</term><description>null; <c>default_user_id</c>, the master key's user</description></item>
/// <item><term>filter <c>expires</c> of <c>/key/list</c></term><description>ignored; honoured</description></item>
/// <item><term><c>/key/regenerate</c> without a licence</term><description>500; 403</description></item>
/// <item><term><c>/user/new</c> for somebody who is there already</term><description>400; 409</description></item>
/// <item><term><c>/user/update</c> of an unknown id</term><description>creates the user; 400 <c>auth_error</c></description></item>
/// <item><term><c>/user/info</c> of nobody, as administrator</term><description><c>user_info</c> null; the administrator's row or <c>{}</c></description></item>
/// <item><term><c>/team/delete</c></term><description>a number; the list of rows</description></item>
/// <item><term><c>budget_reset_at</c> of a team</term><description>now and the duration; aligned, as a key's</description></item>
/// <item><term>alias of a deleted key in daily activity</term><description>null; still known</description></item>
/// <item><term>times</term><description>end in <c>+00:00</c>; in <c>Z</c></description></item>
/// </list>
/// <c>max_parallel_requests</c> comes back as it was given in both.
/// </remarks>
public enum Dialect
{
    /// <summary>Up to about 1.8x.</summary>
    Old,

    /// <summary>1.95 and what came in the middle of 2026.</summary>
    New,
}
