using System.Threading.Channels;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Benchmarks;

/// <summary>What one writes by hand: a channel, one thread that inserts, and a commit for all that is there, or for each.</summary>
internal sealed class PlainEnqueue : IEnqueue
{
    private const int MostRows = 1024;

    private readonly Channel<(object[] Row, TaskCompletionSource Done)> _channel =
        Channel.CreateUnbounded<(object[], TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly PlainTable _table;
    private readonly int _most;
    private readonly Thread _writer;

    public PlainEnqueue(string path, bool inGroups)
    {
        _table = new PlainTable(path);
        _most = inGroups ? MostRows : 1;
        _writer = new Thread(Write) { IsBackground = true };
        _writer.Start();
    }

    public ValueTask AddAsync(OutboxEntry entry)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _channel.Writer.TryWrite((PlainTable.RowOf(entry), done));
        return new ValueTask(done.Task);
    }

    public ValueTask DisposeAsync()
    {
        _channel.Writer.Complete();
        _writer.Join();
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write()
    {
        List<TaskCompletionSource> group = [];
        // A thread of its own: it may wait.
        while (_channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            _table.Begin();
            while (group.Count < _most && _channel.Reader.TryRead(out var next))
            {
                _table.Insert(next.Row);
                group.Add(next.Done);
            }
            _table.Commit();
            foreach (var done in group) done.SetResult();
            group.Clear();
        }
    }
}
