// A picture, if this workspace holds it. Pictures from elsewhere are named, never fetched.

function isOurs(address: string): boolean {
  return new URL(address, window.location.href).origin === window.location.origin;
}

/** The path of an address on this workspace; null where it lies elsewhere or is no address. */
export function ourPath(address: string | undefined): string | null {
  if (!address || !URL.canParse(address, window.location.href) || !isOurs(address)) return null;
  const { pathname, search } = new URL(address, window.location.href);
  return pathname + search;
}

export function Picture({ address, alt }: { address: string | undefined; alt: string }) {
  const path = ourPath(address);
  if (path === null) return <span className="picture-named">[picture: {alt}]</span>;
  return <img className="picture" src={path} alt={alt} />;
}
