using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Rehearsal;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat rehearse</c>: runs a <c>config.yaml</c> against scripted servers that fail, and tells what users would see.</summary>
internal static class RehearseCommand
{
    private const int Good = 0;
    private const int Loss = 1;
    private const int Wrong = 2;
    private const int QuickRequests = 12;
    private const int MostRequests = 10_000;
    private const double LowestRate = 0.01;
    private const int HighestRate = 1000;

    private static readonly Argument<string> FilePath = new("file")
    {
        Description = "The path of config.yaml.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SettingNames.Config) ?? "deployment/config.yaml",
    };

    private static readonly Option<string?> Model = new("--model") { Description = "The only model to rehearse." };
    private static readonly Option<int> Seed = new("--seed") { Description = "Where chance begins.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Requests = new("--requests") { Description = "Requests of a scenario.", DefaultValueFactory = _ => 40 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Requests per second, in configured time.", DefaultValueFactory = _ => 4 };
    private static readonly Option<bool> Quick = new("--quick") { Description = $"Only {QuickRequests} requests of a scenario." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    internal static Command Create()
    {
        var command = new Command("rehearse", "Runs a config.yaml against scripted servers that fail, and tells what users would see; no real server is contacted.")
        {
            FilePath, Model, Seed, Requests, Rate, Quick, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Requests) is < 1 or > MostRequests || parsed.GetValue(Rate) is not (>= LowestRate and <= HighestRate))
        {
            await Terminal.Error.WriteLineAsync($"--requests goes from 1 to {MostRequests}, --rate from {LowestRate.ToString(CultureInfo.InvariantCulture)} to {HighestRate}.");
            return Wrong;
        }

        if (await ReadAsync(parsed.GetValue(FilePath)!, cancellationToken) is not { } table)
        {
            return Wrong;
        }

        var options = new RehearsalOptions
        {
            Model = parsed.GetValue(Model),
            Seed = parsed.GetValue(Seed),
            Requests = parsed.GetValue(Quick) ? QuickRequests : parsed.GetValue(Requests),
            Rate = parsed.GetValue(Rate),
        };
        await using var rehearsal = new RehearsalRun(table, options);
        if (rehearsal.Groups.Count == 0)
        {
            await Terminal.Error.WriteLineAsync(options.Model is { } model ? $"fault, there is no model {model} in the file" : "fault, the file has no models to rehearse");
            return Wrong;
        }

        return await RunAsync(rehearsal, options, parsed.GetValue(Json), cancellationToken);
    }

    private static async Task<RoutingTable?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            await Terminal.Error.WriteLineAsync($"There is no file {path}.");
            return null;
        }

        try
        {
            return await RehearsalRun.ReadAsync(path, cancellationToken);
        }
        catch (StartupException exception)
        {
            foreach (var fault in exception.Faults)
            {
                await Terminal.Error.WriteLineAsync($"fault, {fault}");
            }

            return null;
        }
    }

    private static async Task<int> RunAsync(RehearsalRun rehearsal, RehearsalOptions options, bool asJson, CancellationToken cancellationToken)
    {
        var text = new RehearsalText(Terminal.Out);
        var reports = new List<GroupReport>();
        if (!asJson)
        {
            await text.WriteHeadAsync(options);
        }

        foreach (var group in rehearsal.Groups)
        {
            var report = await rehearsal.RunAsync(group, cancellationToken);
            reports.Add(report);
            if (!asJson)
            {
                await text.WriteAsync(report);
            }
        }

        var hasLoss = reports.Any(report => report.HasLoss);
        await (asJson
            ? Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new { options.Seed, options.Requests, options.Rate, HasLoss = hasLoss, Models = reports }, JsonForm))
            : text.WriteVerdictAsync(hasLoss));
        return hasLoss ? Loss : Good;
    }
}
