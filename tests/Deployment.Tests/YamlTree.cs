using YamlDotNet.RepresentationModel;

namespace AkashChat.Deployment.Tests;

/// <summary>A YAML document to walk through; a path that does not exist fails with the path in the message.</summary>
internal sealed class YamlTree(YamlNode node, string path)
{
    public static YamlTree Parse(string text, string name)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(text);
        stream.Load(reader);
        return new YamlTree(Assert.Single(stream.Documents).RootNode, name);
    }

    public YamlTree this[string key] => Find(key) ?? throw new KeyNotFoundException($"{path} has no {key}");

    public string Text => node is YamlScalarNode { Value: { } value } ? value : throw new InvalidDataException($"{path} is no text");

    public IReadOnlyList<string> Keys => [.. ((YamlMappingNode)node).Children.Keys.Select(key => ((YamlScalarNode)key).Value!)];

    public IReadOnlyList<YamlTree> Items => node is YamlSequenceNode list
        ? [.. list.Children.Select((item, index) => new YamlTree(item, $"{path}[{index}]"))]
        : throw new InvalidDataException($"{path} is no list");

    public IReadOnlyList<string> Texts => [.. Items.Select(item => item.Text)];

    public YamlTree? Find(string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child)
            ? new YamlTree(child, $"{path}.{key}")
            : null;

    public override string ToString() => path;
}
