using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Asks the captcha's provider whether an answer is good. There is an adapter only where a captcha is configured.</summary>
public interface ICaptchaVerifier
{
    /// <summary>Checks an answer, which spends it at the provider.</summary>
    /// <param name="token">What the widget gave the page.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    /// <returns>Why not; null: the provider said clearly yes.</returns>
    Task<Error?> RefuseAsync(string token, CancellationToken cancellationToken);
}
