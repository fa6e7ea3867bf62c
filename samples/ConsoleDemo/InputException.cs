namespace ConsoleDemo;

/// <summary>What the user gave cannot be worked with. Its message says what was wrong and where; it is shown without a stack trace.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
