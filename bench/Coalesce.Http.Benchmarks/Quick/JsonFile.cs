using System.Runtime.InteropServices;
using System.Text.Json;

namespace Coalesce.Http.Benchmarks;

/// <summary>The figures for programs, with what they were measured on.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, IReadOnlyList<Figures> figures)
    {
        var report = new
        {
            Runtime = RuntimeInformation.FrameworkDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            Processors = Environment.ProcessorCount,
            Figures = figures,
        };
        File.WriteAllText(path, JsonSerializer.Serialize(report, Readable) + "\n");
    }
}
