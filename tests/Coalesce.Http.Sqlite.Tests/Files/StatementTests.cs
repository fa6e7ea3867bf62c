namespace Coalesce.Http.Sqlite.Tests;

public sealed class StatementTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void With_NullAfterAValueAndAValueAfterNull_BindsWhatWasSaidLast()
    {
        var (connection, _) = OutboxFile.Open(_folder.File, null);
        using var opened = connection;
        using var select = connection.Prepare("SELECT coalesce(?, 'none') || coalesce(?, 'none') || coalesce(?, 'none')");

        Assert.Equal("none1x", Read(select.WithNull().With(1).With("x")));
        Assert.Equal("2nonenone", Read(select.With(2).With((long?)null).With((string?)null)));
        Assert.Equal("none3none", Read(select.With((byte[]?)null).With(3).WithNull()));
    }

    public void Dispose() => _folder.Dispose();

    private static string Read(Statement statement)
    {
        Assert.True(statement.Step());
        var text = statement.Text(0);
        statement.Reset();
        return text;
    }
}
