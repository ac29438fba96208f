using System.Globalization;
using System.Text;
using AkashChat.Api.Common;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.OpenId;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Security;

/// <summary>Every route, asked by everybody, for their own object, a stranger's and an absent one: who gets what.</summary>
public sealed class RouteTableTests(RouteTableTests.Portal portal) : IClassFixture<RouteTableTests.Portal>
{
    [Fact]
    public async Task EveryRoute_AnswersEverybodyAsTheTableSays()
    {
        var difference = new StringBuilder();
        foreach (var row in RouteTable.Rows)
        {
            var actual = new List<int>();
            foreach (var caller in Enum.GetValues<Caller>())
            {
                await using var attempt = await Attempt.PrepareAsync(portal.Host, portal.Admins, caller);
                actual.Add(await attempt.SendAsync(row));
            }

            if (!actual.SequenceEqual(row.Expected))
            {
                difference.AppendLine(CultureInfo.InvariantCulture, $"{row.Name}: {string.Join(" | ", actual)} instead of {string.Join(" | ", row.Expected)}");
            }
        }

        Assert.True(difference.Length == 0, difference.ToString());
    }

    [Fact]
    public void EveryRouteAndEveryFormOfAPage_IsInTheTable()
    {
        var routes = RoutesOf(portal.Host).ToList();
        var listed = RouteTable.Rows.Select(row => row.Route).ToHashSet(StringComparer.Ordinal);

        Assert.True(routes.Count > 50, $"Only {routes.Count} routes were found.");
        Assert.Empty(routes.Except(listed, StringComparer.Ordinal));
        Assert.Empty(listed.Except(routes, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryRouteWithAnId_IsAskedForOwnStrangersAndAbsentObjects()
    {
        var withIds = RouteTable.Rows.Where(row => row.Route.Contains("{id", StringComparison.Ordinal)).GroupBy(row => row.Route).ToList();

        Assert.NotEmpty(withIds);
        Assert.All(withIds, rows => Assert.Equal(Enum.GetValues<Target>().Cast<Target?>(), rows.Select(row => row.Target).Order()));
    }

    private static IEnumerable<string> RoutesOf(TestHost host)
    {
        host.Services.GetRequiredService<LateEndpoints>().RequireAsync().GetAwaiter().GetResult();
        var endpoints = host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
        foreach (var endpoint in endpoints)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>() is { } page)
            {
                // A page is shown with or without a handler for that.
                yield return $"GET {path}";
                foreach (var handler in page.HandlerMethods.Where(handler => !string.Equals(handler.HttpMethod, "GET", StringComparison.OrdinalIgnoreCase) || handler.Name is not null))
                {
                    yield return $"{handler.HttpMethod.ToUpperInvariant()} {path}{(handler.Name is null ? "" : $"?handler={handler.Name}")}";
                }
            }
            else if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null)
            {
                // Cross-origin preflights of the gateway carry nothing; HEAD is GET without its body.
                var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"];
                foreach (var method in methods.Except(["HEAD", "OPTIONS"]))
                {
                    yield return $"{method} {path}";
                }
            }
        }
    }

    /// <summary>One host with a sign-in provider for all rows.</summary>
    public sealed class Portal : IAsyncLifetime
    {
        private OpenIdServer _provider = null!;

        public TestHost Host { get; private set; } = null!;

        public HashSet<UserId> Admins { get; } = [];

        public async Task InitializeAsync()
        {
            _provider = await OpenIdServer.StartAsync();
            Host = await TestHost.StartAsync(options =>
            {
                options.WithOpenId(_provider);
                options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "100000/100000/100000";
                options.Settings["AKASHCHAT_LIMIT_ROTATION"] = "100000/100000/100000";
                options.Settings["AKASHCHAT_LIMIT_RECOVERY"] = "100000/100000/100000";
                options.Settings["AKASHCHAT_LIMIT_LEAK_REPORTS"] = "100000/100000/100000";
                options.Configure = builder => builder.Services.AddSingleton(new Application.Accounts.AdminOptions(Admins));
            });
        }

        public async Task DisposeAsync()
        {
            await Host.DisposeAsync();
            await _provider.DisposeAsync();
        }
    }
}
