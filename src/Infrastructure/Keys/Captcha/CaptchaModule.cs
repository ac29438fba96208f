using System.Net;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace AkashChat.Infrastructure.Keys.Captcha;

/// <summary>Registers the captcha, if there is one.</summary>
internal static class CaptchaModule
{
    // An answer has a few hundred bytes.
    private const int MaxAnswerBytes = 64 * 1024;

    internal static IServiceCollection AddCaptcha(this IServiceCollection services, CaptchaOptions? captcha) =>
        captcha is null ? services : services.AddVerifier(captcha);

    // A method of its own, so that its library is loaded only where there is a captcha.
    private static IServiceCollection AddVerifier(this IServiceCollection services, CaptchaOptions captcha)
    {
        services.AddSingleton(captcha).AddScoped<ICaptchaVerifier, SiteVerifyCaptcha>();
        services.AddRefitGeneratedClient<ISiteVerifyApi>(SiteVerifyJson.Default)
            .ConfigureHttpClient(http =>
            {
                http.BaseAddress = captcha.VerifyAddress ?? SiteVerifyTraits.Of(captcha.Provider).Server;

                // The adapter has a deadline of its own, by the service's clock.
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = TimeSpan.FromSeconds(3),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ActivityHeadersPropagator = null,
            })
            .AddHttpMessageHandler(() => new BoundedAnswers(MaxAnswerBytes))
            .RemoveAllLoggers();
        return services;
    }
}
