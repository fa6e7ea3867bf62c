namespace Coalesce.Http.Tests.Caching.Distributed;

/// <param name="Process">Which process acts.</param>
/// <param name="Uri">On which URI.</param>
/// <param name="Act">What it does.</param>
internal readonly record struct SecondLevelStep(int Process, int Uri, SecondLevelAct Act);
