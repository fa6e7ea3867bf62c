using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Origins;

/// <summary>What an origin answers.</summary>
internal interface IAnswers
{
    /// <summary>Answers one request, and notes in the log how many bytes were written and when the last was about to be.</summary>
    Task AnswerAsync(HttpContext context, LoggedRequest request);
}
