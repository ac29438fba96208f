using AkashChat.Application.Keys.Challenges;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Infrastructure.Tests.Settings;

/// <summary>The settings about people and keys.</summary>
public sealed class PeopleSettingsTests
{
    [Fact]
    public void NothingSet_IsOneKeyForFiveDaysOrFiveWithoutEndAndNoSignIn()
    {
        var settings = Read();

        Assert.Null(settings.OpenId);
        Assert.Null(settings.Captcha);
        Assert.Null(settings.SecretScanning);
        Assert.Equal((TimeSpan.FromDays(5), 1), (settings.Policies.Permissionless.Lifetime, settings.Policies.Permissionless.MaxActiveKeys));
        Assert.Equal((null, 5), (settings.Policies.Extended.Lifetime, settings.Policies.Extended.MaxActiveKeys));
        Assert.Empty(settings.Admins.Users);
    }

    [Fact]
    public void Policies_AreReadPerTier()
    {
        var settings = Read(
            ("AKASHCHAT_PERMISSIONLESS_KEY_DAYS", "2"), ("AKASHCHAT_PERMISSIONLESS_MODELS", "a, b"), ("AKASHCHAT_PERMISSIONLESS_BUDGET_USD", "0.25"),
            ("AKASHCHAT_EXTENDED_MAX_KEYS", "9"), ("AKASHCHAT_EXTENDED_REQUESTS_PER_MINUTE", "60"), ("LITELLM_MAX_PARALLEL_REQUESTS", "3"),
            ("API_KEY_EXPIRATION_DATE", "2027-01-31"));

        var (permissionless, extended) = (settings.Policies.Permissionless, settings.Policies.Extended);
        Assert.Equal((TimeSpan.FromDays(2), 250_000L, 3), (permissionless.Lifetime, permissionless.Limits.BudgetMicroUsd, permissionless.Limits.ParallelRequests));
        Assert.Equal(["a", "b"], permissionless.Limits.Models);
        Assert.Equal((9, 60, 3), (extended.MaxActiveKeys, extended.Limits.RequestsPerMinute, extended.Limits.ParallelRequests));
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), permissionless.LastEnd);
        Assert.Equal(permissionless.LastEnd, extended.LastEnd);
    }

    [Fact]
    public void OldNamesOfReCaptcha_MeanItsCheckbox()
    {
        var captcha = Read(
            ("RECAPTCHA_SECRET_KEY", "s"), ("NEXT_PUBLIC_RECAPTCHA_SITE_KEY", "site"), ("AKASHCHAT_CAPTCHA_HOSTS", "chat.example")).Captcha!;

        Assert.Equal((CaptchaProvider.RecaptchaV2, "site", "s"), (captcha.Provider, captcha.SiteKey, captcha.Secret.Reveal()));
        Assert.Equal(["chat.example"], captcha.Hosts);
    }

    [Fact]
    public void Captcha_TakesAwayTheTicketsUnlessTheOperatorSaysHowMany()
    {
        (string, string)[] captcha =
        [
            ("AKASHCHAT_CHALLENGE", "turnstile"), ("TURNSTILE_SECRET_KEY", "s"), ("TURNSTILE_SITE_KEY", "t"), ("AKASHCHAT_CAPTCHA_HOSTS", "chat.example"),
        ];

        Assert.Equal(0, Read(captcha).Challenge.TicketsPerNetworkAndDay);
        Assert.Equal(7, Read([.. captcha, ("AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY", "7")]).Challenge.TicketsPerNetworkAndDay);
    }

    [Fact]
    public void OpenId_IsReadByTheOldNames()
    {
        var openId = Read(
            ("AUTH0_ISSUER_BASE_URL", "https://tenant.auth0.com"), ("AUTH0_BASE_URL", "https://chat.example"), ("AUTH0_CLIENT_ID", "id"),
            ("AUTH0_CLIENT_SECRET", "planted-secret")).OpenId!;

        Assert.Equal(("https://tenant.auth0.com/", "id", "planted-secret"), (openId.Issuer.ToString(), openId.ClientId, openId.ClientSecret.Reveal()));
        Assert.DoesNotContain("planted-secret", openId.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH0_CLIENT_ID", "AUTH0_CLIENT_ID=x")]
    [InlineData("AUTH0_ISSUER_BASE_URL", "AUTH0_CLIENT_ID=x")]
    [InlineData("AUTH0_SCOPE", "AUTH0_SCOPE=openid")]
    [InlineData("RECAPTCHA_SITE_KEY", "RECAPTCHA_SECRET_KEY=s")]
    [InlineData("AKASHCHAT_CAPTCHA_HOSTS", "RECAPTCHA_SECRET_KEY=s RECAPTCHA_SITE_KEY=t")]
    [InlineData("TURNSTILE_SECRET_KEY", "TURNSTILE_SECRET_KEY=s")]
    [InlineData("AKASHCHAT_CAPTCHA_MIN_SCORE_PERCENT", "AKASHCHAT_CAPTCHA_MIN_SCORE_PERCENT=50")]
    [InlineData("AKASHCHAT_CHALLENGE", "AKASHCHAT_CHALLENGE=riddle")]
    [InlineData("AKASHCHAT_INLINE_SOCKETS", "AKASHCHAT_INLINE_SOCKETS=maybe")]
    [InlineData("AKASHCHAT_USAGE_RETENTION_DAYS", "AKASHCHAT_USAGE_RETENTION_DAYS=0")]
    [InlineData("AKASHCHAT_ADMINS", "AKASHCHAT_ADMINS=ada")]
    [InlineData("AKASHCHAT_TERMS_VERSION", "AKASHCHAT_TERMS_VERSION=second")]
    [InlineData("AKASHCHAT_TERMS_VERSION", "AKASHCHAT_TERMS_URL=https://chat.example/terms")]
    [InlineData("AKASHCHAT_LIMIT_ISSUING", "AKASHCHAT_LIMIT_ISSUING=20/30")]
    [InlineData("AKASHCHAT_LIMIT_ROTATION", "AKASHCHAT_LIMIT_ROTATION=1/2/many")]
    [InlineData("API_KEY_EXPIRATION_DATE", "API_KEY_EXPIRATION_DATE=soon")]
    [InlineData("AKASHCHAT_EXTENDED_BUDGET_USD", "AKASHCHAT_EXTENDED_BUDGET_USD=-1")]
    [InlineData("AKASHCHAT_PERMISSIONLESS_MAX_KEYS", "AKASHCHAT_PERMISSIONLESS_MAX_KEYS=0")]
    [InlineData("LITELLM_API_ENDPOINT", "LITELLM_API_ENDPOINT=http://proxy:4000")]
    [InlineData("LITELLM_ADMIN_KEY", "LITELLM_API_ENDPOINT=http://proxy:4000")]
    [InlineData("AKASHCHAT_UPSTREAM", "LITELLM_API_ENDPOINT=http://proxy:4000 LITELLM_ADMIN_KEY=sk-a AKASHCHAT_UPSTREAM=http://models/v1")]
    [InlineData("LITELLM_USER_ROLE", "LITELLM_API_ENDPOINT=http://proxy:4000 LITELLM_ADMIN_KEY=sk-a LITELLM_USER_ROLE=proxy_admin")]
    [InlineData("AKASHCHAT_GITHUB_SECRET_SCANNING_KEYS", "AKASHCHAT_GITHUB_SECRET_SCANNING_KEYS=github")]
    public void Fault_IsToldByName(string named, string values)
    {
        var exception = Assert.Throws<StartupException>(
            () => Read([.. values.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))]));

        Assert.Contains(exception.Faults, fault => fault.Contains(named, StringComparison.Ordinal));
    }

    private static ServiceSettings Read(params (string Name, string Value)[] values) =>
        SettingsReader.Read(values.ToDictionary(pair => pair.Name, pair => pair.Value));
}
