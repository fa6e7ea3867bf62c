using BenchmarkDotNet.Attributes;

namespace Coalesce.Http.Benchmarks;

/// <summary><see cref="JoiningCase"/> under BenchmarkDotNet; times and bytes are per caller.</summary>
[MemoryDiagnoser]
public class JoiningBenchmarks
{
    private Dictionary<Alternative, Scenario> _scenarios = [];

    [Params(1024, 64 * 1024)]
    public int BodySize { get; set; }

    [ParamsAllValues]
    public ReadAs ReadAs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var @case = new JoiningCase(BodySize, ReadAs);
        _scenarios = @case.Alternatives.ToDictionary(a => a, @case.Create);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var scenario in _scenarios.Values) scenario.Dispose();
    }

    [Benchmark(OperationsPerInvoke = JoiningCase.Callers)]
    public Task BareHttpClient() => _scenarios[Alternative.Bare].RunAsync(JoiningCase.Callers);

    [Benchmark(OperationsPerInvoke = JoiningCase.Callers)]
    public Task EmptyHandler() => _scenarios[Alternative.Empty].RunAsync(JoiningCase.Callers);

    [Benchmark(OperationsPerInvoke = JoiningCase.Callers)]
    public Task StandardResilienceHandler() => _scenarios[Alternative.Resilience].RunAsync(JoiningCase.Callers);

    [Benchmark(OperationsPerInvoke = JoiningCase.Callers, Baseline = true)]
    public Task TwentyLines() => _scenarios[Alternative.TwentyLines].RunAsync(JoiningCase.Callers);

    [Benchmark(OperationsPerInvoke = JoiningCase.Callers)]
    public Task CoalesceHttp() => _scenarios[Alternative.Ours].RunAsync(JoiningCase.Callers);
}
