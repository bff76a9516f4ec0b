package io.github.gru4j.cli.classify;

import io.github.gru4j.cli.io.UserError;
import io.github.gru4j.random.Generator;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a set of sequences, drawn at random within each class, so that every part has the classes in the same shares.
 * A sequence lies in one part as a whole.
 *
 * @param training the numbers of the sequences to learn from
 * @param validation those that say when to stop; may be empty
 * @param test those that the model is tested on
 */
public record StratifiedSplit(int[] training, int[] validation, int[] test) {

    /**
     * Splits.
     *
     * @param source where the sequences come from, for the message
     * @param classes the names of the classes
     * @param labels the class of each sequence
     * @param validationShare the share of each class in the validation part, 0 for none
     * @param testShare the share of each class in the test part, 0 for none
     * @param seed decides which sequence goes where
     * @throws UserError if a class has too few sequences to be in every part
     */
    public static StratifiedSplit of(
            String source, List<String> classes, int[] labels, double validationShare, double testShare, long seed) {
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        Generator generator = new Generator(seed);
        for (int c = 0; c < classes.size(); c++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] == c) {
                    members.add(i);
                }
            }
            int ofTest = share(members.size(), testShare);
            int ofValidation = share(members.size(), validationShare);
            if (members.size() - ofTest - ofValidation < 1) {
                throw new UserError(source + ": class '" + classes.get(c) + "' has "
                        + (members.size() == 1 ? "1 sequence" : members.size() + " sequences")
                        + ", too few to be in the training, the validation and the test part. Leave the class out with"
                        + " --query, or use smaller shares or --validation-split 0.");
            }
            int[] order = generator.permutation(members.size());
            for (int i = 0; i < order.length; i++) {
                List<Integer> part = i < ofTest ? test : i < ofTest + ofValidation ? validation : training;
                part.add(members.get(order[i]));
            }
        }
        return new StratifiedSplit(sorted(training), sorted(validation), sorted(test));
    }

    /** At least one sequence where a share is asked for. */
    private static int share(int members, double share) {
        return share == 0 ? 0 : Math.max(1, (int) Math.round(members * share));
    }

    private static int[] sorted(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
