using System.Globalization;
using System.Xml;

namespace ConsoleDemo.Drawing;

/// <summary>Writes SVG. Whatever text it is given, the result is well-formed: the writer encodes, and what XML cannot hold becomes a "?".</summary>
internal sealed class SvgCanvas : IDisposable
{
    private readonly XmlWriter _xml;

    public SvgCanvas(Stream stream, double width, double height, string title, string styles)
    {
        _xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, IndentChars = " ", NewLineChars = "\n" });
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Number("width", width);
        Number("height", height);
        _xml.WriteAttributeString("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width:0.##} {height:0.##}"));
        _xml.WriteAttributeString("role", "img");
        _xml.WriteElementString("title", Clean(title));
        _xml.WriteElementString("style", styles);
        Rectangle(0, 0, width, height, "paper");
    }

    public void Rectangle(double x, double y, double width, double height, string style, string? tooltip = null)
    {
        _xml.WriteStartElement("rect");
        Number("x", x);
        Number("y", y);
        Number("width", width);
        Number("height", height);
        _xml.WriteAttributeString("class", style);
        if (tooltip is not null) _xml.WriteElementString("title", Clean(tooltip));
        _xml.WriteEndElement();
    }

    public void Line(double x1, double y1, double x2, double y2, string style)
    {
        _xml.WriteStartElement("line");
        Number("x1", x1);
        Number("y1", y1);
        Number("x2", x2);
        Number("y2", y2);
        _xml.WriteAttributeString("class", style);
        _xml.WriteEndElement();
    }

    public void Text(double x, double y, string text, string style, string? tooltip = null)
    {
        _xml.WriteStartElement("text");
        Number("x", x);
        Number("y", y);
        _xml.WriteAttributeString("class", style);
        if (tooltip is not null) _xml.WriteElementString("title", Clean(tooltip));
        _xml.WriteString(Clean(text));
        _xml.WriteEndElement();
    }

    public void Dispose()
    {
        _xml.WriteEndElement();
        _xml.Dispose();
    }

    private void Number(string name, double value) =>
        _xml.WriteAttributeString(name, value.ToString("0.##", CultureInfo.InvariantCulture));

    private static string Clean(string text)
    {
        var characters = text.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            var isPair = i + 1 < characters.Length && XmlConvert.IsXmlSurrogatePair(characters[i + 1], characters[i]);
            if (isPair) i++;
            else if (!XmlConvert.IsXmlChar(characters[i])) characters[i] = '?';
        }
        return new string(characters);
    }
}
