using BenchmarkDotNet.Running;
using Coalesce.Http.Benchmarks;

if (args.Intersect(["--help", "-h", "-?"]).Any())
{
    Console.Write(QuickArguments.Help + OutboxArguments.Help);
    return 0;
}

if (args.Contains("--outbox"))
{
    if (OutboxArguments.Parse(args, out var wrong) is not { } outbox)
    {
        Console.Error.WriteLine(wrong);
        Console.Error.Write(OutboxArguments.Help);
        return 2;
    }

    try
    {
        await OutboxRun.RunAsync(outbox);
        return 0;
    }
    catch (Exception e) when (e is WrongMeasurementException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

if (!args.Intersect(["--quick", "--json", "--only"]).Any())
{
    string[] everything = ["--filter", "*"];
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(JoiningBenchmarks).Assembly).Run(args.Length == 0 ? everything : args);
    return summaries.All(s => s.Reports.All(r => r.Success)) ? 0 : 1;
}

if (QuickArguments.Parse(args, out var error) is not { } quick)
{
    Console.Error.WriteLine(error);
    Console.Error.Write(QuickArguments.Help);
    return 2;
}

try
{
    var figures = await QuickRun.RunAsync(quick.Cases, Table.WriteCase);
    Table.WriteEnd(figures);
    if (quick.JsonFile is not null) JsonFile.Write(quick.JsonFile, figures);
    return 0;
}
catch (Exception e) when (e is WrongMeasurementException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
