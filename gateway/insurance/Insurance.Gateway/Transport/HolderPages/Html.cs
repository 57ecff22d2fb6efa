using System.Text.Unicode;

namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>Writes HTML in which every text is escaped.</summary>
internal sealed class Html
{
    // Letters of every script as they are: the page is UTF-8, and each would be eight characters otherwise.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup of this program's own, as it is.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Adds an element that holds a text.</summary>
    /// <param name="tag">Its name, with attributes of this program's own.</param>
    /// <param name="content">Anything.</param>
    public Html Element(string tag, string content)
    {
        var name = tag.Split(' ')[0];
        _text.Append('<').Append(tag).Append('>').Append(Encoder.Encode(content)).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>Adds an element that holds a text, and an attribute that holds another.</summary>
    /// <param name="tag">Its name, with attributes of this program's own.</param>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">Anything.</param>
    /// <param name="content">Anything.</param>
    public Html Element(string tag, string attribute, string value, string content) =>
        Element($"{tag} {attribute}=\"{Encoder.Encode(value)}\"", content);

    /// <summary>Begins an element, with an attribute that holds a text.</summary>
    public Html Open(string tag, string attribute, string value) => Raw($"<{tag} {attribute}=\"{Encoder.Encode(value)}\">");

    /// <summary>Adds a list of texts; nothing when there are none.</summary>
    public Html List(IEnumerable<string> items)
    {
        var open = false;
        foreach (var item in items.Where(item => item.Length > 0))
        {
            if (!open)
            {
                Raw("<ul>");
                open = true;
            }

            Element("li", item);
        }

        return open ? Raw("</ul>") : this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
