import type { StarsError } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { ConfirmButton } from '../../parts/ConfirmButton.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { changedFields } from './changed-fields.js';

export interface KeptVersion {
  /** 0: of the settings. */
  version: number;
  /** Absent: it was deleted. */
  content: object | undefined;
  by: string;
  time: string | undefined;
}

interface VersionHistoryProps {
  /** Newest first. */
  versions: readonly KeptVersion[];
  right: string;
  error: StarsError | null;
  isPending: boolean;
  onRollBack: (version: number) => void;
}

/** The versions that are kept, each with what it changed; each but the newest may count again. */
export function VersionHistory({ versions, right, error, isPending, onRollBack }: VersionHistoryProps) {
  const { history, rules } = useTexts().pages.placements;
  const format = useFormat();
  const counting = versions[0]?.content === undefined ? 0 : versions[0].version;
  return (
    <>
      {error && <ErrorNotice error={error} right={right} />}
      <ol className="versions">
        {versions.map(({ version, content, by, time }, n) => (
          <li key={version}>
            <p>
              <b>
                {version === 0 ? history.builtIn : rules.by(by || rules.nobody, version, time ? format.time(time) : '')}
              </b>{' '}
              {version === counting && <span className="badge live">{history.now}</span>}
            </p>
            <Changes content={content} before={versions[n + 1]} />
            {n > 0 && version > 0 && content !== undefined && (
              <ConfirmButton
                {...{ label: history.rollBack(version), why: history.rollBackWhy(version) }}
                {...{ variant: 'default', size: 'xs', loading: isPending }}
                onConfirm={() => onRollBack(version)}
              />
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Changes({ content, before }: { content: object | undefined; before: KeptVersion | undefined }) {
  const texts = useTexts().pages.placements.history;
  if (content === undefined) return <p>{texts.deleted}</p>;
  if (before === undefined) return <p className="hint">{texts.first}</p>;
  const changes = changedFields(before.content ?? {}, content);
  return (
    <div>
      {texts.changed}: {changes.length === 0 && texts.nothing}
      <ul>
        {changes.map(({ field, from, to }) => (
          <li key={field}>
            <code>{field}</code>: {from || texts.none} → {to || texts.none}
          </li>
        ))}
      </ul>
    </div>
  );
}
