using Coalesce.Http.Broker.Messages;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class UriTextTests
{
    // What a URI is made of, with everything that makes .NET rewrite it.
    private static readonly string[] Parts =
    [
        "a", "B", "1", ".", "..", "/", "//", "/.", "/..", "-", "_", "~", "?", "=", "&", "#", "%", "%41", "%2f", "%2F", ":", ":80", ":443", "@", "\\", " ", "\"", "ü", "host", "127.0.0.1",
        "0x7f.1", "[::1]", "xn--bcher-kva", "localhost", "\t", "+", ";", "'", "|", "^", "{", "*", "!", "$", ",", "(",
    ];

    [Fact]
    public void Of_RandomUris_IsTheAbsoluteUriLessItsFragment() => Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, Parts.Length - 1].List[1, 3], Gen.Int[0, Parts.Length - 1].List[0, 6]).Sample(
        (scheme, host, rest) =>
        {
            var text = scheme switch { 0 => "https://", 1 => "HTTP://", 2 => "http://host", _ => "http://" } + Joined(host) + (scheme == 5 ? "" : "/") + Joined(rest);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return;
            var expected = uri.AbsoluteUri[..(uri.AbsoluteUri.Length - uri.Fragment.Length)];
            // A host of another script has the name that is sent; one such as xn--ß has none.
            if (Record.Exception(() => uri.IdnHost) is null && uri.HostNameType == UriHostNameType.Dns && uri.Host != uri.IdnHost) expected = string.Join(uri.IdnHost, expected.Split(uri.Host, 2));
            Assert.Equal(expected, UriText.Of(uri));
        },
        iter: 100_000);

    [Theory]
    [InlineData("http://host/a/b", "c?d#e", "http://host/a/c?d")]
    [InlineData("http://host/a/b", "../../..//c", "http://host//c")]
    [InlineData("http://host", "", "http://host/")]
    public void Of_RelativeToABase_IsTheAbsoluteUriLessItsFragment(string root, string relative, string expected) =>
        Assert.Equal(expected, UriText.Of(new Uri(new Uri(root), relative)));

    private static string Joined(IEnumerable<int> parts) => string.Concat(parts.Select(i => Parts[i]));
}
