package io.volok.broker.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bindings of a topic exchange as a trie of words. AMQP 0-9-1 §3.1.3.3.
 *
 * <p>Words are separated by dots; {@code *} stands for exactly one word and {@code #} for zero or more. The empty key
 * has no word at all, so that {@code #} matches it and {@code *} does not; {@code "a."} has the two words {@code "a"}
 * and {@code ""}.
 *
 * <p>Matching walks all alternatives side by side, word by word, like an automaton: each node is visited at most once
 * per word, so that no combination of {@code #} in binding keys can make it slow.
 */
final class TopicTable implements BindingTable {

    private static final String ONE_WORD = "*";
    private static final String ANY_WORDS = "#";

    private final Node root = new Node(false);
    private List<Node> here = new ArrayList<>();
    private List<Node> next = new ArrayList<>();
    private long walk;

    @Override
    public void add(Binding binding) {
        Node node = root;
        for (Words words = new Words(binding.routingKey()); words.hasNext();) {
            String word = words.next();
            node = node.children.computeIfAbsent(word, w -> new Node(w.equals(ANY_WORDS)));
        }
        node.bindings.add(binding);
    }

    @Override
    public void remove(Binding binding) {
        remove(root, new Words(binding.routingKey()), binding);
    }

    private static void remove(Node node, Words words, Binding binding) {
        if (!words.hasNext()) {
            node.bindings.remove(binding);
            return;
        }
        String word = words.next();
        Node child = node.children.get(word);
        remove(child, words, binding);
        if (child.bindings.isEmpty() && child.children.isEmpty()) {
            node.children.remove(word);
        }
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        here.clear();
        startWalk();
        enter(root, here);
        for (Words words = new Words(routingKey); words.hasNext() && !here.isEmpty();) {
            step(words.next());
        }
        for (Node node : here) {
            for (Binding binding : node.bindings) {
                into.add(binding.destination());
            }
        }
        here.clear();
    }

    private void step(String word) {
        next.clear();
        startWalk();
        for (Node node : here) {
            if (node.takesAnyWords) {
                enter(node, next);
            }
            enter(node.children.get(word), next);
            enter(node.children.get(ONE_WORD), next);
        }
        List<Node> swap = here;
        here = next;
        next = swap;
    }

    /** Puts a node among the alternatives, and with it the {@code #} below it, which may stand for no word. */
    private void enter(Node node, List<Node> alternatives) {
        for (Node at = node; at != null && at.walk != walk; at = at.children.get(ANY_WORDS)) {
            at.walk = walk;
            alternatives.add(at);
        }
    }

    private void startWalk() {
        walk++;
    }

    @Override
    public boolean keyDecides() {
        return true;
    }

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>(4);
        private final List<Binding> bindings = new ArrayList<>(1);
        private final boolean takesAnyWords;
        private long walk;

        private Node(boolean takesAnyWords) {
            this.takesAnyWords = takesAnyWords;
        }
    }

    /** The words of a key, one after the other. */
    private static final class Words {
        private final String key;
        private int at;

        private Words(String key) {
            this.key = key;
            this.at = key.isEmpty() ? 1 : 0;
        }

        private boolean hasNext() {
            return at <= key.length();
        }

        private String next() {
            int dot = key.indexOf('.', at);
            int end = dot < 0 ? key.length() : dot;
            String word = key.substring(at, end);
            at = end + 1;
            return word;
        }
    }
}
