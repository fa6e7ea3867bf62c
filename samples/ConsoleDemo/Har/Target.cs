namespace ConsoleDemo.Har;

/// <summary>A method and a URL as it goes over the wire: what the origin tells recorded answers apart by.</summary>
internal sealed record Target(string Method, string Url)
{
    /// <summary>
    /// The recorded URL over plain http, which is all that the loopback origin speaks. The recorded port stays, so that https and
    /// http of one host stay two: <c>https://a.example/x</c> becomes <c>http://a.example:443/x</c>.
    /// </summary>
    public static Target Of(string method, Uri recorded)
    {
        var host = recorded.HostNameType == UriHostNameType.IPv6 ? recorded.Host : recorded.IdnHost;
        var authority = recorded.Port is 80 or -1 ? host : $"{host}:{recorded.Port}";
        return new Target(method, $"http://{authority}{recorded.PathAndQuery}");
    }

    /// <summary>What it is called in tables and pictures.</summary>
    public string Route(bool withHost)
    {
        var uri = new Uri(Url);
        var host = uri.Port is 80 or 443 ? uri.Host : uri.Authority;
        return withHost ? $"{Method} {host}{uri.AbsolutePath}" : $"{Method} {uri.AbsolutePath}";
    }
}
