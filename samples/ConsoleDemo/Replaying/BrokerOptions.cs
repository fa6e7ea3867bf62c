using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ConsoleDemo.Replaying;

/// <summary>The broker's options, from the routes file and the command line. The library itself binds and checks them.</summary>
internal static class BrokerOptions
{
    /// <exception cref="InputException">The file cannot be read, or the library refuses an option.</exception>
    public static IConfiguration Load(string? file, int? maxConcurrency)
    {
        if (file is not null && !File.Exists(file)) throw new InputException($"{file} does not exist.");
        var builder = new ConfigurationBuilder();
        if (file is not null) builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        if (maxConcurrency is { } permits) builder.AddInMemoryCollection([new("MaxConcurrency", $"{permits}")]);
        try
        {
            var options = builder.Build();
            Check(options);
            return options;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InputException($"{file} cannot be read: {e.GetBaseException().Message}", e);
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException or ArgumentException)
        {
            throw new InputException($"{file ?? "The options"}: {e.Message}", e);
        }
    }

    /// <summary>The limit that plain HttpClient gets too, so that both runs have the same means.</summary>
    public static int? MaxConcurrency(IConfiguration options) =>
        int.TryParse(options["MaxConcurrency"], out var permits) ? permits : null;

    /// <summary>Makes a client that is never used: wrong options must show before the first request is played.</summary>
    private static void Check(IConfiguration options)
    {
        using var client = ReplayClient.Broker(new Uri("http://127.0.0.1:9"), options);
    }
}
