namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>A mutation as the child told of it: the lines stand in the order in which things happened, over all children.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Path">Where it goes, which is its lane.</param>
/// <param name="Begun">The line before it was handed over.</param>
internal sealed record ToldMutation(string Key, string Path, int Begun)
{
    /// <summary>The line after its caller had an answer, and which; <see langword="null"/>: the caller died without.</summary>
    public (int Line, int Status)? Acknowledged { get; set; }
}
