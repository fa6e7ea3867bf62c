using System.Buffers;
using ConsoleDemo.Har;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Replaying;

/// <summary>Writes a body over the time that it took when it was recorded: its first piece with the head, its last at the end.</summary>
internal sealed class PacedBody(Body body, TimeSpan duration, Clock clock)
{
    private readonly int _pieces = duration > TimeSpan.Zero ? 10 : 1;

    public async Task WriteAsync(HttpContext context, LoggedRequest request)
    {
        var started = clock.Now;
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var position = 0L;
            for (var piece = 1; piece <= _pieces && body.Length > 0; piece++)
            {
                if (piece > 1) await UntilAsync(started + duration * (piece - 1) / (_pieces - 1), context.RequestAborted);
                var end = piece == _pieces ? body.Length : body.Length / _pieces * piece;
                while (position < end)
                {
                    var read = body.Read(position, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - position)));
                    position += read;
                    if (position == body.Length) request.Ended = clock.Now;
                    await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                    request.Bytes += read;
                }
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
            request.Ended ??= clock.Now;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task UntilAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        var left = due - clock.Now;
        return left > TimeSpan.Zero ? Task.Delay(left, clock.Time, cancellationToken) : Task.CompletedTask;
    }
}
