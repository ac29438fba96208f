using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>A deployment that a request could go to, with what is known of it.</summary>
/// <param name="deployment">What is said of it.</param>
/// <param name="state">What is known of it.</param>
/// <param name="weight">Its share among those of its rank: the weight, else rpm or tpm.</param>
public sealed class Candidate(Deployment deployment, DeploymentState state, double weight)
{
    /// <summary>What is said of it.</summary>
    public Deployment Deployment { get; } = deployment;

    /// <summary>What is known of it.</summary>
    public DeploymentState State { get; } = state;

    /// <summary>Its share among those of its rank.</summary>
    public double Weight { get; } = weight;

    /// <summary>A hash of its id that is the same on all instances.</summary>
    public ulong IdHash { get; } = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(deployment.Id)));
}
