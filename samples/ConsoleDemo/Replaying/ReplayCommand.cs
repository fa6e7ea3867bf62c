using System.Text.Json;
using ConsoleDemo.CommandLine;
using ConsoleDemo.Drawing;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

namespace ConsoleDemo.Replaying;

/// <summary>Plays a recording twice, and says what came of it.</summary>
internal sealed class ReplayCommand(IAnsiConsole console, TimeProvider time)
{
    /// <returns>Whether no request failed in either run.</returns>
    /// <exception cref="InputException">A file or an option is wrong.</exception>
    public async Task<bool> RunAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        foreach (var path in new[] { options.Svg, options.Json }) RequireFolder(path);
        var brokerOptions = BrokerOptions.Load(options.Routes, options.MaxConcurrency);
        using var recording = Read(options.File);
        var maxConcurrency = BrokerOptions.MaxConcurrency(brokerOptions);
        ReplayText.WriteIntroduction(console, options, recording, maxConcurrency);

        var (plain, broker) = await PlayAsync(recording.Exchanges, options, maxConcurrency, brokerOptions, cancellationToken);
        var names = new RouteNames(recording.Exchanges);
        var report = Report.Of(options.File, options.Speed, maxConcurrency, recording, names, plain, broker);
        ReplayText.WriteFigures(console, report);
        ReplayText.WriteRoutes(console, FoldedRoutes.Of(recording.Exchanges, names, plain, broker));
        ReplayText.WriteRemarks(console, plain, broker);
        Write(options.Svg, stream => WaterfallSvg.Write(stream, ReplayPicture.Of(report, recording.Exchanges, names, plain, broker)));
        Write(options.Json, stream => JsonSerializer.Serialize(stream, report, ReportJson.Default.Report));
        return report.Plain.Failed + report.Broker.Failed == 0;
    }

    private Recording Read(string file)
    {
        if (!console.IsTerminal()) return Recording.Open(file);
        return console.Status().Start(Markup.Escape($"reading {file} ..."), _ => Recording.Open(file));
    }

    private async Task<(Run Plain, Run Broker)> PlayAsync(
        IReadOnlyList<Exchange> exchanges, ReplayOptions options, int? maxConcurrency, IConfiguration brokerOptions, CancellationToken cancellationToken)
    {
        ReplayClient Plain(Uri origin) => ReplayClient.Plain(origin, maxConcurrency);
        ReplayClient Broker(Uri origin) => ReplayClient.Broker(origin, brokerOptions, !options.NoCache);

        // What a first request costs in just-in-time compilation is neither client's fault: some are played at once before.
        var rehearsal = new Player([.. exchanges.Where(exchange => exchange.Answer is not null).Take(20)], 1_000_000, time);
        await rehearsal.PlayAsync("plain", Plain, () => { }, cancellationToken);
        await rehearsal.PlayAsync("broker", Broker, () => { }, cancellationToken);

        var player = new Player(exchanges, options.Speed, time);
        return await ReplayProgress.ShowAsync(console, exchanges.Count, async (plainEnded, brokerEnded) =>
            (await player.PlayAsync("plain", Plain, plainEnded, cancellationToken),
                await player.PlayAsync("broker", Broker, brokerEnded, cancellationToken)));
    }

    /// <summary>A folder that does not exist must show before the replay, not after it.</summary>
    private static void RequireFolder(string? path)
    {
        if (path is null) return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw new InputException($"{path} cannot be written: there is no folder {folder}.");
        if (Directory.Exists(path)) throw new InputException($"{path} cannot be written: it is a folder.");
    }

    private void Write(string? path, Action<Stream> write)
    {
        if (path is null) return;
        try
        {
            using var stream = File.Create(path);
            write(stream);
            console.Line($"Wrote {path}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
