using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

/// <summary>In which ways a case is run.</summary>
[Flags]
internal enum On
{
    Async = 1,
    Sync = 2,
    Http2 = 4,
    Http1 = Async | Sync,
    Every = Async | Sync | Http2,
}

/// <summary>Something a user does with an <see cref="HttpClient"/>.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Expect">A part of the transcript over the plain handler, so that a case cannot pass by failing alike for another reason.</param>
/// <param name="Act">Does it and notes what came of it.</param>
/// <param name="Origin">Answers; default: 200 and the text <c>hello</c>.</param>
/// <param name="Raw">Answers in raw bytes, in place of <paramref name="Origin"/>.</param>
/// <param name="Handler">Sets up the primary handler.</param>
/// <param name="On">In which ways it is run.</param>
/// <param name="ReadBodies">Whether the origin reads each body before it answers.</param>
internal sealed record ParityCase(
    string Name,
    string Expect,
    Func<ParityRun, Task> Act,
    RequestDelegate? Origin = null,
    Func<RawConnection, Task>? Raw = null,
    Action<SocketsHttpHandler>? Handler = null,
    On On = On.Async,
    bool ReadBodies = true);
