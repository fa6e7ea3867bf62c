using System.Text;
using Microsoft.Extensions.Configuration;

namespace Coalesce.Http.Tests;

internal static class TestConfiguration
{
    /// <summary>A section as it comes out of an <c>appsettings.json</c>.</summary>
    public static IConfigurationSection Section(string json) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Api": {{json}} }""")))
        .Build()
        .GetSection("Api");
}
