// Somebody's initials on a colour of their own.

const COLOURS = 6;

function initials(name: string): string {
  const words = name.replace(/^Sample /, "").split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return words.slice(0, 2).map((word) => word[0]?.toUpperCase()).join("");
}

function colour(name: string): number {
  return [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLOURS;
}

export function Avatar({ name, isBot }: { name: string; isBot: boolean }) {
  return (
    <span className={isBot ? "avatar avatar-bot" : `avatar avatar-${colour(name)}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
