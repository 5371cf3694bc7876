import { useTexts } from '../../language/language.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { PageFrame } from '../../shell/PageFrame.js';

export default function StartPage() {
  const texts = useTexts();
  const { title, lead } = texts.pages.start;
  return (
    <PageFrame title={title}>
      <EmptyNotice title={texts.planned}>{lead}</EmptyNotice>
    </PageFrame>
  );
}
