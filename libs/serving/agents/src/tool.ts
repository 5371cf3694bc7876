import type { z } from 'zod';
import type { AskApi } from './ask-api.js';

/** A tool of an agent: a question to the API, in the words of an agent. */
export interface Tool<In extends z.ZodObject = z.ZodObject, Out extends z.ZodObject = z.ZodObject> {
  title: string;
  /** When to use it, and what it gives: an agent chooses by this. */
  description: string;
  input: In;
  output: Out;
  answer(ask: AskApi, input: z.output<In>): Promise<object>;
}

/** A tool with the types of its schemas. */
export const tool = <In extends z.ZodObject, Out extends z.ZodObject>(given: Tool<In, Out>): Tool =>
  given as unknown as Tool;
