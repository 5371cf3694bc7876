import { parser } from '@prometheus-io/lezer-promql';

/** What an expression reads: a metric, and the labels that it is chosen by. */
export interface Selector {
  metric: string;
  labels: { name: string; operator: string; value: string }[];
}

export interface ReadQuery {
  selectors: Selector[];
  /** Labels of `by`, `without`, `on` and `group_left`. */
  grouping: string[];
}

/** What a PromQL expression reads. Errors: `SyntaxError`, with the text at which it stops to be PromQL. */
export function readQuery(query: string): ReadQuery {
  const found: ReadQuery = { selectors: [], grouping: [] };
  parser.parse(query).iterate({
    enter: ({ type, from, to, node }) => {
      const text = query.slice(from, to);
      if (type.isError) throw new SyntaxError(`not PromQL at ${JSON.stringify(query.slice(from))}: ${query}`);
      if (type.name === 'VectorSelector') found.selectors.push({ metric: '', labels: [] });
      if (type.name === 'Identifier') found.selectors.at(-1)!.metric = text;
      if (type.name === 'UnquotedLabelMatcher') {
        const [name, operator, value] = text.split(/\s*(=~|!~|!=|=)\s*/);
        found.selectors.at(-1)!.labels.push({ name: name!, operator: operator!, value: JSON.parse(value!) as string });
      }
      if (type.name === 'LabelName' && node.parent?.type.name === 'GroupingLabels') found.grouping.push(text);
    },
  });
  return found;
}
