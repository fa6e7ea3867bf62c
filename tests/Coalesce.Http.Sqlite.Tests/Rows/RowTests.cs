using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>Values as bytes and back.</summary>
public sealed class RowTests
{
    // From the reference implementation's vectors: key 00..0f, message 00..(length - 1).
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31UL)]
    [InlineData(1, 0x74f839c593dc67fdUL)]
    [InlineData(8, 0x93f5f5799a932462UL)]
    [InlineData(15, 0xa129ca6149be45e5UL)]
    public void SipHash_ReferenceVectors_Match(int length, ulong expected)
    {
        var bytes = Enumerable.Range(0, 16).Select(i => (byte)i).ToArray();

        Assert.Equal(expected, new SipHash(bytes).Of(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("http://host/a%2Fb?q=%C3%BC&r='", false)]
    [InlineData("http://host/a/../b/%2e%2e/c", true)]
    [InlineData("http://host/a#no-fragment", true)]
    [InlineData("http://münchen.de:81/ü?ü", false)]
    [InlineData("http://host/a#fragment", false)]
    public void UriText_AnyUri_ComesBackAsItWas(string text, bool isRaw)
    {
        var uri = new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = isRaw });

        var back = UriText.Parse(UriText.Of(uri));

        Assert.Equal((uri.AbsoluteUri, uri.PathAndQuery, uri.Fragment, uri.IdnHost), (back.AbsoluteUri, back.PathAndQuery, back.Fragment, back.IdnHost));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(40)]
    public void Attempts_Many_KeepTheLastSixteen(int before)
    {
        var stored = Array.Empty<byte>();

        for (var i = 1; i <= before + 1; i++) stored = AttemptList.Append(stored, OutboxSamples.Attempt(i, i, arrived: i % 2 == 0));

        var expected = Enumerable.Range(1, before + 1).TakeLast(16).Select(i => OutboxSamples.Attempt(i, i, arrived: i % 2 == 0));
        Assert.Equal(expected, AttemptList.Unpack(stored));
    }

    [Fact]
    public void Unpack_AnyBytes_GivesAValueOrSaysThatTheyAreNone()
    {
        var packer = new Packer();
        AnswerBytes.Pack(packer, OutboxSamples.Answer());
        var answer = packer.Written.ToArray();
        var attempts = AttemptList.Append(AttemptList.Append([], OutboxSamples.Attempt(1, 1)), OutboxSamples.Attempt(2, 2, arrived: false));
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (i % 2 == 0 ? answer : attempts).ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            try
            {
                if (i % 2 == 0) AnswerBytes.Unpack(cut);
                else AttemptList.Unpack(cut);
            }
            catch (InvalidDataException)
            {
            }
        }
    }
}
