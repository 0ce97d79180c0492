import { useQuery } from '@tanstack/react-query';
import type { ModelFileReply } from '@trainyard/protocol';
import { formatBytes } from '../../lib/format.ts';
import { filesQuery } from './model-queries.ts';

/** Plots and other files beside the weights; nothing where there are none. */
export function FilesCard({ id }: { id: string }) {
  const { data } = useQuery(filesQuery(id));
  if (!data || data.items.length === 0) return null;
  const images = data.items.filter(({ name }) => /\.(png|jpe?g|gif|webp)$/i.test(name));
  return (
    <section className="card stack">
      <h2>Files</h2>
      {images.length > 0 && (
        <ul className="plots unmarked">
          {images.map((file) => (
            <li key={file.name}>
              <a href={file.url} target="_blank" rel="noreferrer">
                <img src={file.url} alt={file.name} loading="lazy" />
              </a>
            </li>
          ))}
        </ul>
      )}
      <ul className="small unmarked">
        {data.items.map((file) => (
          <FileLink file={file} key={file.name} />
        ))}
      </ul>
    </section>
  );
}

function FileLink({ file }: { file: ModelFileReply }) {
  return (
    <li>
      <a href={file.url} download>
        {file.name}
      </a>{' '}
      <span className="muted">{formatBytes(file.size)}</span>
    </li>
  );
}
