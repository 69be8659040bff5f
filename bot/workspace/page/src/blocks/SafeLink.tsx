// A link that opens beside the page, or the bare text where the address may not be one.
import type { ReactNode } from "react";
import { permalinkPlace } from "../workspace/address";
import { isLink } from "./links";

interface Props {
  address: string;
  className?: string;
  children: ReactNode;
}

export function SafeLink({ address, className, children }: Props) {
  if (!isLink(address)) return <span>{children}</span>;
  const place = permalinkPlace(address);
  const beside = place ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return (
    <a href={place ?? address} className={className} {...beside}>
      {children}
    </a>
  );
}
