using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>Plays the acts one after another, and says of each claim whether it held.</summary>
internal sealed class Programme(IAnsiConsole console, TimeProvider time)
{
    public static IReadOnlyList<IAct> Acts { get; } = [new TalkAct(), new TypingAct(), new PrefetchAct(), new BackAct(), new TunnelAct(), new KillAct()];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <returns>Whether every claim of every act held.</returns>
    public async Task<bool> PlayAsync(IReadOnlyList<IAct> acts, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var stage = new Stage(console, time);
        var held = 0;
        foreach (var act in acts)
        {
            console.Write(new Rule(Markup.Escape(act.Name)).LeftJustified().Border(BoxBorder.Square.GetSafeBorder(!console.Profile.Capabilities.Unicode)));
            console.Line(act.Claim);
            console.WriteLine();
            var checks = await PlayAsync(act, stage, cancellationToken);
            foreach (var check in checks) Write(check);
            console.WriteLine();
            if (checks.All(check => check.Holds)) held++;
        }
        console.Line(
            $"{acts.Count} acts played in {time.GetElapsedTime(started).TotalSeconds:N1} s: {held} held their claim, {acts.Count - held} did not.",
            new Style(held == acts.Count ? Color.Green : Color.Red));
        return held == acts.Count;
    }

    /// <summary>Plays an act; one that fails or does not end has not held its claim, and the others are played all the same.</summary>
    private async Task<IReadOnlyList<Check>> PlayAsync(IAct act, Stage stage, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await act.PlayAsync(stage, ends.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return [new Check(false, $"it ends within {Longest.TotalSeconds:0} s")];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Check(false, $"it can be played ({e.GetType().Name}: {e.Message})")];
        }
    }

    private void Write(Check check)
    {
        console.Write(check.Holds
            ? new Text($" {console.Sign("✓", "ok")} ", new Style(Color.Green))
            : new Text($" {console.Sign("✗", "NOT SO:")} ", new Style(Color.Red)));
        console.Line(check.Claim);
    }
}
