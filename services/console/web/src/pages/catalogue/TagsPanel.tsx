import type { InspectItemResponse } from '@stars/client';
import { Link } from 'wouter';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { toggled } from './catalogue-state.js';
import { TagCorrectionForm } from './TagCorrectionForm.js';

interface TagsPanelProps {
  itemId: string;
  found: InspectItemResponse;
  /** The tagger has not applied the correction yet. */
  isWaiting: boolean;
}

/** The tags of an item, who gave them, and a form that corrects them. */
export function TagsPanel({ itemId, found, isWaiting }: TagsPanelProps) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const { tags, correction } = found;
  const time = correction === undefined ? undefined : correctionTime(correction.version);
  return (
    <section aria-labelledby="tags">
      <h2 id="tags">{texts.tags}</h2>
      {tags.length === 0 && <p className="hint">{texts.noTags}</p>}
      <ul className="values" aria-labelledby="tags">
        {tags.map(({ term, corrected }) => (
          <li key={term}>
            <Link href={`/catalogue?${new URLSearchParams({ filters: toggled('[]', 'tags', term) })}`}>{term}</Link>
            {corrected && <em>{texts.byPerson}</em>}
          </li>
        ))}
      </ul>
      {correction !== undefined && correction.remove.length > 0 && (
        <p>
          {texts.removed}: {correction.remove.join(', ')}
        </p>
      )}
      {time && <p className="hint">{texts.correctedAt(format.time(time))}</p>}
      {isWaiting && (
        <p role="status" className="hint">
          {texts.waiting}
        </p>
      )}
      <TagCorrectionForm itemId={itemId} found={found} />
    </section>
  );
}

/** Versions of the API and of `./stars` are microseconds since 1970; those of a file may be any number. */
function correctionTime(version: number): string | undefined {
  const time = new Date(version / 1000);
  return time.getUTCFullYear() >= 2020 && time.getUTCFullYear() < 2200 ? time.toISOString() : undefined;
}
