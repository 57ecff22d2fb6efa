using System.Text;
using System.Text.Encodings.Web;

namespace Insurance.Gateway.Holder;

/// <summary>Writes HTML in which every text is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Adds markup of this program's own, as it is.</summary>
    public Html Raw(string markup)
    {
        text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Adds an element that holds a text.</summary>
    /// <param name="tag">Its name, with attributes of this program's own.</param>
    /// <param name="content">Anything.</param>
    public Html Element(string tag, string content)
    {
        var name = tag.Split(' ')[0];
        text.Append('<').Append(tag).Append('>').Append(HtmlEncoder.Default.Encode(content)).Append("</").Append(name).Append(">\n");
        return this;
    }

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
    public override string ToString() => text.ToString();
}
