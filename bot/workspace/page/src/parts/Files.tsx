// The files of a message, each to be downloaded.
import { ourPath } from "../blocks/Picture";
import type { SharedFile } from "../workspace/contract";
import { Icon } from "./Icon";

/** A size as people say it. */
function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** What the name's ending says, such as XLSX; nothing where there is no ending. */
function kind(name: string): string | null {
  return /\.(\w{1,8})$/.exec(name)?.[1]?.toUpperCase() ?? null;
}

function FileCard({ file }: { file: SharedFile }) {
  return (
    <a className="file" href={ourPath(file.url) ?? undefined} download={file.name} aria-label={`Download ${file.name}`}>
      <Icon name="file" />
      <span className="file-text">
        <bdi className="strong">{file.name}</bdi>
        <span className="quiet">{[kind(file.name), size(file.size)].filter(Boolean).join(" · ")}</span>
      </span>
    </a>
  );
}

export function Files({ files }: { files: SharedFile[] }) {
  if (!files.length) return null;
  return (
    <div className="files">
      {files.map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
    </div>
  );
}
