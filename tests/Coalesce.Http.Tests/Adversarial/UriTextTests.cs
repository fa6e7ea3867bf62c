using Coalesce.Http.Broker.Messages;
using CsCheck;

namespace Coalesce.Http.Tests.Adversarial;

public sealed class UriTextTests
{
    // What URIs are made of, so that most texts pass the parser, and what its canonical form changes.
    private static readonly string[] Pieces =
    [
        "a", "b", "0", "9", "-", ".", "..", "/", "//", "/.", "/..", "./", "?", "#", ":", "80", "443", "@", "~", "_", ",", ";", "=", "&", "+", "xn--", "0x", "A", "%41", "%2f",
        "%", " ", "\t", "\\", "|", "'", "!", "*", "(", "[", "]", "[::1]", "é", "ß", "\u3002", "\uff0e", "1.2.3.4", "127.1", "localhost", "h",
    ];

    private static readonly Gen<string> Texts =
        Gen.Select(Of(["http://", "https://", "HTTP://", "http:/", "http:"]), Of(Pieces).Array[0, 4], Of(["/", "", "?", ":"]), Of(Pieces).Array[0, 6],
            (scheme, host, slash, rest) => scheme + string.Concat(host) + slash + string.Concat(rest));

    [Fact]
    public void Of_AnyUri_IsItsAbsoluteUriWithoutTheFragment()
    {
        Texts.Sample(text =>
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") Assert.Equal(Canonical(new Uri(text)), UriText.Of(uri!));
        }, iter: 100_000);
    }

    [Fact]
    public void Of_UriMadeOfABase_IsItsAbsoluteUriWithoutTheFragment()
    {
        Gen.Select(Texts, Of(Pieces).Array[0, 6], (text, rest) => (text, string.Concat(rest))).Sample(pair =>
        {
            var (text, rest) = pair;
            if (Uri.TryCreate(text, UriKind.Absolute, out var start) && start.Scheme is "http" or "https" && Uri.TryCreate(start, rest, out var uri))
                Assert.Equal(Canonical(uri), UriText.Of(uri));
        }, iter: 100_000);
    }

    /// <summary>By .NET's own parts, in which a host of another script is as it is sent, under its one name that all servers know.</summary>
    private static string Canonical(Uri uri)
    {
        var text = uri.AbsoluteUri[..^uri.Fragment.Length];
        // A name such as xn--ß has no form that could be sent.
        if (uri.HostNameType != UriHostNameType.Dns || Record.Exception(() => uri.IdnHost) is UriFormatException) return text;
        return uri.Host == uri.IdnHost ? text : string.Join(uri.IdnHost, text.Split(uri.Host, 2));
    }

    private static Gen<string> Of(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
