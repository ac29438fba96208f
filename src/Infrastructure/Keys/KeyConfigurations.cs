using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AkashChat.Infrastructure.Keys;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => key.Id);
        builder.Property(key => key.Id).HasMaxLength(ApiKeyId.Length).ValueGeneratedNever();
        builder.Property(key => key.UserId);
        builder.Property(key => key.TeamId).HasMaxLength(Team.IdMaxLength);
        builder.Property(key => key.Name).HasMaxLength(ApiKey.NameMaxLength);
        builder.Property(key => key.Hash).HasMaxLength(64);
        builder.Property(key => key.Preview).HasMaxLength(32);
        builder.Property(key => key.State);
        builder.Property(key => key.CreatedAt);
        builder.Property(key => key.ExpiresAt);
        builder.Property(key => key.LastUsedAt);
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(key => key.Hash).IsUnique();
        builder.HasIndex(key => key.UserId);
    }
}

internal sealed class SpentChallengeConfiguration : IEntityTypeConfiguration<SpentChallenge>
{
    public void Configure(EntityTypeBuilder<SpentChallenge> builder)
    {
        builder.ToTable("spent_challenges");
        builder.HasKey(challenge => challenge.Id);
        builder.Property(challenge => challenge.Id).ValueGeneratedNever();
        builder.Property(challenge => challenge.Kind);
        builder.Property(challenge => challenge.Network).HasMaxLength(50);
        builder.Property(challenge => challenge.SpentAt);
        builder.HasIndex(challenge => new { challenge.Network, challenge.SpentAt });
        builder.HasIndex(challenge => challenge.SpentAt);
    }
}
