using System.Text;
using ConsoleDemo.CommandLine;

namespace ConsoleDemo.Tests.CommandLine;

public sealed class OutboxKeyTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(200, 32).Select(i => (byte)i)];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string KeyFile => Path.Combine(_folder.FullName, "key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_Variable_TakesBase64AndHexadecimal()
    {
        Assert.Equal(Key, OutboxKey.Read(null, Convert.ToBase64String(Key)));
        Assert.Equal(Key, OutboxKey.Read(null, Convert.ToHexStringLower(Key) + "\n"));
        Assert.Null(OutboxKey.Read(null, null));
        Assert.Null(OutboxKey.Read(null, " "));
    }

    [Fact]
    public void Read_File_TakesBytesAndText()
    {
        foreach (var content in (byte[][])[Key, Encoding.UTF8.GetBytes(Convert.ToHexString(Key)), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Convert.ToBase64String(Key) + "\r\n")]])
        {
            File.WriteAllBytes(KeyFile, content);
            Assert.Equal(Key, OutboxKey.Read(KeyFile, "no key; the file goes before"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("c2hvcnQ=")]
    public void Read_NoKey_SaysSoAndDoesNotRepeatIt(string content)
    {
        File.WriteAllText(KeyFile, content);
        Assert.Equal($"{KeyFile} holds no key. It must hold 32 bytes, or those in Base64 or in hexadecimal.", Assert.Throws<InputException>(() => OutboxKey.Read(KeyFile, null)).Message);
        if (content.Length == 0) return;
        Assert.Equal("The variable COALESCE_OUTBOX_KEY holds no key. It must hold 32 bytes in Base64 or in hexadecimal.", Assert.Throws<InputException>(() => OutboxKey.Read(null, content)).Message);
    }

    [Fact]
    public void Read_FileThatIsMissingOrADirectory_SaysSo()
    {
        Assert.Equal($"{KeyFile} does not exist.", Assert.Throws<InputException>(() => OutboxKey.Read(KeyFile, null)).Message);
        Assert.Equal($"{_folder.FullName} does not exist.", Assert.Throws<InputException>(() => OutboxKey.Read(_folder.FullName, null)).Message);
    }
}
